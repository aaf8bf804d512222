/// The tests of the tree by the names that a page may give them: `GatewayTests.TLSTests` for a suite,
/// `GatewayTests.TLSTests/refused` for one of its functions.
struct TestIndex {
    private let names: Set<String>

    init(_ files: [SourceFile]) {
        var names: Set<String> = []
        for file in files where file.isSwift && file.path.hasPrefix("Tests/") {
            guard let target = file.target else { continue }
            for (suite, function) in Self.tests(in: file) {
                names.formUnion(["\(target).\(suite)", "\(target).\(suite)/\(function)"])
            }
        }
        self.names = names
    }

    func contains(_ name: String) -> Bool { names.contains(name) }

    /// The functions behind `@Test`, each with the type at the top level that it stands in.
    static func tests(in file: SourceFile) -> [(suite: String, function: String)] {
        var found: [(String, String)] = []
        var suite: String?
        var isTest = false
        for line in file.code {
            if let type = declared(["struct", "class", "enum", "actor", "extension"], in: line, atTopLevel: true) {
                suite = type
            }
            if line.contains("@Test") { isTest = true }
            guard isTest, let suite, let function = declared(["func"], in: line, atTopLevel: false) else { continue }
            found.append((suite, function))
            isTest = false
        }
        return found
    }

    private static func declared(_ keywords: Set<String>, in line: Substring, atTopLevel: Bool) -> String? {
        if atTopLevel, line.first?.isWhitespace != false { return nil }
        let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map { String($0) }
        guard let keyword = words.firstIndex(where: { keywords.contains($0) }), keyword + 1 < words.count else {
            return nil
        }
        return words[keyword + 1]
    }
}
