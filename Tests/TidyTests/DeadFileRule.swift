/// A file of Sources none of whose declarations is mentioned in any other file is dead.
enum DeadFileRule {
    static func findings(in files: [SourceFile]) -> [Finding] {
        let swift = files.filter(\.isSwift)
        var mentions: [Substring: Int] = [:]
        for file in swift { for word in Declarations.words(of: file) { mentions[word, default: 0] += 1 } }
        return swift.compactMap { file in
            guard file.isSource, !Declarations.standsAlone(file) else { return nil }
            let names = Declarations.types(in: file).filter(\.isTopLevel).map(\.name) + Declarations.freeNames(in: file)
            guard !names.contains(where: { mentions[Substring($0), default: 0] > 1 }) else { return nil }
            return Finding(file: file.path, line: 0, message: "nothing outside mentions what it declares")
        }
    }
}
