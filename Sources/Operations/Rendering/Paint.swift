import Foundation

/// What text is written for: colours for terminals and nothing at all elsewhere, and how wide a line may be.
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
    /// Columns of a line. Tables that are wider are cut; in a pipe nothing is.
    public let width: Int

    public init(isOn: Bool, width: Int = TextTable.standardWidth) {
        self.isOn = isOn
        self.width = width
    }

    /// The same without a bound on lines.
    public var wide: Paint { Paint(isOn: isOn, width: .max) }

    /// On when the descriptor is a terminal and the environment does not say `NO_COLOR` (https://no-color.org). As wide
    /// as `COLUMNS` says, else as the terminal is; without a terminal there is no bound.
    public static func of(descriptor: Int32, environment: [String: String]) -> Paint {
        let isRefused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        let isTerminal = isatty(descriptor) == 1
        let width = environment["COLUMNS"].flatMap { Int($0) } ?? (isTerminal ? columns(of: descriptor) : .max)
        return Paint(isOn: isTerminal && !isRefused, width: max(narrowest, width))
    }

    private static let narrowest = 40

    private static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : TextTable.standardWidth
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
