/// One setting: its name, what a value of it looks like, and what it is for. All of them are in `SettingKey.table`.
public struct SettingKey: Sendable, Equatable {
    /// What a value must look like.
    public enum Kind: Sendable, Equatable {
        case text
        case integer(ClosedRange<Int>)
        /// A number and its unit: `500ms`, `30s`, `5min`, `24h`, `7d`; `0` needs none.
        case duration(ClosedRange<Duration>)
        case choice([String])
        /// 0 to 1, with a decimal point.
        case share
    }

    /// What `giro config` may show of a value.
    public enum Secrecy: Sendable, Equatable {
        case open
        case secret
        /// A connection string: all of it but the passwords inside.
        case connection
    }

    /// Dotted, lower case: `kafka.bootstrap.servers`.
    public let name: String
    public let kind: Kind
    /// As it would be written; nil when there is none, or when it depends on something `meaning` tells.
    public let standard: String?
    public let secrecy: Secrecy
    /// One line, for `giro config` and the documentation.
    public let meaning: String

    init(_ name: String, _ kind: Kind, standard: String? = nil, secrecy: Secrecy = .open, _ meaning: String) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.secrecy = secrecy
        self.meaning = meaning
    }

    /// `KAFKA_BOOTSTRAP_SERVERS`
    public var environmentName: String { Self.environmentName(name) }

    /// The name of the setting that names a file with this one's value; nil where only the value itself is taken.
    public var fileName: String? { secrecy == .open ? nil : name + ".file" }

    static func environmentName(_ name: String) -> String {
        String(name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }
}

extension SettingKey.Kind: CustomStringConvertible {
    public var description: String {
        switch self {
        case .text: "text"
        case .integer(let range): "number, \(range.lowerBound) to \(range.upperBound)"
        case .duration(let range): "time, \(DurationText(range.lowerBound)) to \(DurationText(range.upperBound))"
        case .choice(let words): words.joined(separator: " | ")
        case .share: "number, 0 to 1"
        }
    }
}
