import Foundation

/// `NAME=value` lines that a shell can read too: `set -a; . .giro/giro.env`.
///
/// Values may stand in single quotes, in which only `'\''` is special, or in double quotes, in which a backslash takes
/// the next character as it is. Lines that begin with `#` and empty lines are skipped; `export` in front is allowed.
public struct EnvironmentFile: Sendable, Equatable {
    public let variables: [String: String]

    /// - Parameter name: what errors call the file.
    init(path: String, name: String) throws(SettingsError) {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(data: data, encoding: .utf8)
        else { throw SettingsError(.unreadableFile, name, "cannot be read") }
        try self.init(text: text, name: name)
    }

    init(text: String, name: String) throws(SettingsError) {
        var variables: [String: String] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let (variable, value) = Self.assignment(line) else {
                throw SettingsError(.invalidFile, name, "line \(index + 1) is not NAME=value")
            }
            variables[variable] = value
        }
        self.variables = variables
    }

    /// The text of such a file. Every value is quoted for the shell.
    public static func text(of variables: [(name: String, value: String)]) -> String {
        variables.map { variable in
            let quoted = variable.value.replacingOccurrences(of: "'", with: "'\\''")
            return "\(variable.name)='\(quoted)'\n"
        }.joined()
    }

    private static func assignment(_ line: String) -> (String, String)? {
        let body = line.hasPrefix("export ") ? line.dropFirst("export ".count).drop { $0 == " " } : Substring(line)
        guard let sign = body.firstIndex(of: "=") else { return nil }
        let name = body[..<sign]
        let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard isName, !name.isEmpty, let value = unquoted(body[body.index(after: sign)...]) else { return nil }
        return (String(name), value)
    }

    /// What a shell makes of the right side; nil when a quote is not closed.
    private static func unquoted(_ text: Substring) -> String? {
        var value = ""
        var quote: Character?
        var rest = text
        while let character = rest.popFirst() {
            switch (character, quote) {
            case ("'", nil), ("\"", nil): quote = character
            case ("'", "'"), ("\"", "\""): quote = nil
            case ("\\", nil), ("\\", "\""):
                guard let next = rest.popFirst() else { return nil }
                value.append(next)
            default: value.append(character)
            }
        }
        return quote == nil ? value : nil
    }
}
