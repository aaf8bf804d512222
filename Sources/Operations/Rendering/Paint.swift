import Foundation

/// Colours for terminals, and nothing at all elsewhere.
public struct Paint: Sendable {
    public enum Tone: Sendable {
        case plain
        case strong
        case faint
        case good
        case warning
        case bad
    }

    public let isOn: Bool

    public init(isOn: Bool) {
        self.isOn = isOn
    }

    /// On when the descriptor is a terminal and the environment does not say `NO_COLOR` (https://no-color.org).
    public static func of(descriptor: Int32, environment: [String: String]) -> Paint {
        let isRefused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        return Paint(isOn: isatty(descriptor) == 1 && !isRefused)
    }

    public func callAsFunction(_ text: String, _ tone: Tone) -> String {
        guard isOn, !text.isEmpty, let code = tone.code else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

extension Paint.Tone {
    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .warning: "33"
        case .bad: "31"
        }
    }
}
