/// What files are called.
enum NameRules {
    static func junkDrawer(_ file: SourceFile) -> [Finding] {
        guard file.isSource || file.path.hasPrefix("Tests/") else { return [] }
        let pieces = file.stem.split(separator: "+").map { $0.lowercased() }
        guard pieces.contains(where: { House.junkDrawers.contains($0) }) else { return [] }
        return [Finding(file: file.path, line: 0, message: "a name that says nothing about what is inside")]
    }

    /// A file of Sources that declares SQL statements is named for one of its types. One that holds several small
    /// statements may be called `<Something>Statements`, or begin with the verb they share.
    static func statement(_ file: SourceFile) -> [Finding] {
        guard file.isSwift, file.isSource else { return [] }
        let types = Declarations.types(in: file)
        let statements = types.filter(\.isStatement)
        let isNamedForType = types.contains { file.stem.hasPrefix($0.name) }
        let isNamedForAll =
            file.stem.hasSuffix("Statements") || statements.allSatisfy { firstWord($0.name) == firstWord(file.stem) }
        guard !statements.isEmpty, !isNamedForType, statements.count == 1 || !isNamedForAll else { return [] }
        let names = statements.map(\.name).joined(separator: ", ")
        return [Finding(file: file.path, line: 0, message: "holds \(names) but is named for no type in it")]
    }

    /// `Lock` of `LockAccounts`.
    private static func firstWord(_ name: String) -> Substring {
        name.prefix(1) + name.dropFirst().prefix { !$0.isUppercase }
    }
}
