/// Which target may import what.
enum ImportRules {
    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift, let target = file.target else { return [] }
        return imports(of: file).compactMap { module, line in
            let reason =
                file.isSource ? refusal(of: module, in: target) : refusalInTests(of: module, line: file.code[line])
            return reason.map { Finding(file: file.path, line: line + 1, message: $0) }
        }
    }

    /// Every imported module with the index of its line.
    static func imports(of file: SourceFile) -> [(module: String, line: Int)] {
        file.code.enumerated().compactMap { index, code in
            let words = code.split { $0 == " " || $0 == "\t" }.map(String.init)
            guard let start = words.firstIndex(of: "import"), start + 1 < words.count else { return nil }
            guard words[..<start].allSatisfy(isImportPrefix) else { return nil }
            let isScoped = scopes.contains(words[start + 1]) && start + 2 < words.count
            let path = words[isScoped ? start + 2 : start + 1]
            return (path.split(separator: ".").first.map(String.init) ?? path, index)
        }
    }

    private static func refusal(of module: String, in target: String) -> String? {
        if House.platform.contains(module) { return nil }
        if House.openTargets.contains(target) {
            return House.native.contains(module) ? "\(target) reaches past the wrapper of \(module)" : nil
        }
        guard let allowed = House.imports[target] else { return "\(target) has no row in House.imports" }
        return allowed.contains(module) ? nil : "\(target) may not import \(module)"
    }

    private static func refusalInTests(of module: String, line: Substring) -> String? {
        line.contains("@testable") ? "use package access instead of @testable import \(module)" : nil
    }

    private static func isImportPrefix(_ word: String) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }

    private static let scopes: Set<String> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
    ]
}
