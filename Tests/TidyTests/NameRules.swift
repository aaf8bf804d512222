/// What files are called.
enum NameRules {
    static func junkDrawer(_ file: SourceFile) -> [Finding] {
        guard file.isSource || file.path.hasPrefix("Tests/") else { return [] }
        let pieces = file.stem.split(separator: "+").map { $0.lowercased() }
        guard pieces.contains(where: { House.junkDrawers.contains($0) }) else { return [] }
        return [Finding(file: file.path, line: 0, message: "a name that says nothing about what is inside")]
    }

    /// A file of Sources that declares SQL statements is named for one of them or for the type they serve beside it.
    static func statement(_ file: SourceFile) -> [Finding] {
        guard file.isSwift, file.isSource else { return [] }
        let types = Declarations.types(in: file)
        let statements = types.filter(\.isStatement)
        guard !statements.isEmpty, !types.contains(where: { file.stem.hasPrefix($0.name) }) else { return [] }
        let names = statements.map(\.name).joined(separator: ", ")
        return [Finding(file: file.path, line: 0, message: "holds \(names) but is named for no type in it")]
    }
}
