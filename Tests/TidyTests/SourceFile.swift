/// A file of the tree with what the rules look at: its lines, and for Swift its code and its comments apart.
struct SourceFile {
    /// Relative to the repository's root, with slashes.
    let path: String
    let text: String
    let lines: [Substring]
    /// As `lines`, with comments and the inside of string literals blanked.
    let code: [Substring]
    /// As `lines`, with everything but comments blanked.
    let comments: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = Self.split(text)
        let parts = path.hasSuffix(".swift") ? CodeSeparator.separate(text) : ("", "")
        code = Self.split(parts.0)
        comments = Self.split(parts.1)
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The name up to its first dot.
    var stem: String { name.split(separator: ".").first.map(String.init) ?? name }

    var isSwift: Bool { path.hasSuffix(".swift") }

    var isMarkdown: Bool { path.hasSuffix(".md") }

    var isSource: Bool { path.hasPrefix("Sources/") }

    /// The folder below Sources or Tests, which is the target's name.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && ["Sources", "Tests"].contains(parts[0]) ? String(parts[1]) : nil
    }

    /// Whether a line, or a comment line right before it, says why: a comment of at least three words.
    func hasReason(atLine index: Int) -> Bool {
        if isReason(index) { return true }
        return index > 0 && code[index - 1].allSatisfy(\.isWhitespace) && isReason(index - 1)
    }

    private func isReason(_ index: Int) -> Bool {
        comments[index].split { !$0.isLetter && !$0.isNumber && $0 != "'" }.count >= 3
    }

    private static func split(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
