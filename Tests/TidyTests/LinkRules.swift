import Foundation

/// Links in Markdown that point into the repository lead somewhere.
enum LinkRules {
    /// `exists` is asked with paths relative to the root; `headings` gives the anchors of a Markdown file, or nil.
    static func findings(
        in file: SourceFile, exists: (String) -> Bool, headings: (String) -> Set<String>?
    ) -> [Finding] {
        guard file.isMarkdown else { return [] }
        return links(in: file).compactMap { target, line in
            guard !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
            let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let path = parts[0].isEmpty ? file.path : resolve(parts[0], from: file.path)
            let message: String? =
                if !exists(path) {
                    "leads nowhere: \(target)"
                } else if parts.count == 2, let anchors = headings(path), !anchors.contains(parts[1]) {
                    "no such heading: \(target)"
                } else {
                    nil
                }
            return message.map { Finding(file: file.path, line: line, message: $0) }
        }
    }

    /// The anchors that the headings of a Markdown text make, in the way hosts of repositories make them.
    static func anchors(of text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                let title = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                return String(title.filter { $0.isLetter || $0.isNumber || " -_".contains($0) })
                    .replacingOccurrences(of: " ", with: "-")
            })
    }

    /// The targets of inline links outside code, with their line counted from one.
    static func links(in file: SourceFile) -> [(target: String, line: Int)] {
        var found: [(String, Int)] = []
        var isFenced = false
        for (index, line) in file.lines.enumerated() {
            if line.drop(while: \.isWhitespace).hasPrefix("```") { isFenced.toggle() }
            if isFenced || line.hasPrefix("    ") { continue }
            let pieces = line.split(separator: "`", omittingEmptySubsequences: false)
            for piece in stride(from: 0, to: pieces.count, by: 2).map({ pieces[$0] }) {
                for part in piece.components(separatedBy: "](").dropFirst() {
                    guard let end = part.firstIndex(where: { $0 == ")" || $0 == " " }) else { continue }
                    found.append((String(part[..<end]), index + 1))
                }
            }
        }
        return found
    }

    private static func resolve(_ target: String, from file: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var parts = file.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") {
            switch part {
            case ".": break
            case "..": if !parts.isEmpty { parts.removeLast() }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
