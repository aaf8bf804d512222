/// The types a Swift file declares and the words it uses, as far as a reader of lines can tell.
enum Declarations {
    struct DeclaredType: Equatable {
        var name: String
        var isStatement: Bool
        var isTopLevel: Bool
    }

    static func types(in file: SourceFile) -> [DeclaredType] {
        file.code.compactMap { line in
            let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }.map(String.init)
            guard let keyword = words.firstIndex(where: { typeKeywords.contains($0) }), keyword + 1 < words.count,
                words[..<keyword].allSatisfy({ modifiers.contains($0) })
            else { return nil }
            let inherited = words[(keyword + 2)...]
            return DeclaredType(
                name: words[keyword + 1],
                isStatement: inherited.contains { $0 == "Statement" || $0 == "Postgres.Statement" },
                isTopLevel: line.first?.isWhitespace == false)
        }
    }

    /// Whether the file starts a program, or extends types declared elsewhere, and so need not be mentioned by others.
    static func standsAlone(_ file: SourceFile) -> Bool {
        file.name == "main.swift"
            || file.code.contains { line in
                line.hasPrefix("@main") || line.hasPrefix("extension ") || line.contains(" extension ")
            }
    }

    /// Names of functions and constants declared at the top level.
    static func freeNames(in file: SourceFile) -> [String] {
        file.code.compactMap { line in
            guard line.first?.isWhitespace == false else { return nil }
            let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
            guard let keyword = words.firstIndex(where: { ["func", "let", "var"].contains($0) }),
                keyword + 1 < words.count
            else { return nil }
            return words[keyword + 1]
        }
    }

    static func words(of file: SourceFile) -> Set<Substring> {
        var words: Set<Substring> = []
        for line in file.code { words.formUnion(line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }) }
        return words
    }

    private static let typeKeywords: Set<String> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    private static let modifiers: Set<String> = [
        "public", "package", "internal", "private", "fileprivate", "final", "indirect", "open", "unchecked",
    ]
}
