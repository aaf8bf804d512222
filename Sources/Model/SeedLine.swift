/// One message of a workload, ready to be published without headers.
public struct SeedLine: Sendable, Equatable {
    /// When a line may be published: once everything of the phases before is applied.
    public enum Phase: Int, Sendable, CaseIterable, Comparable {
        /// Accounts, contacts, billers.
        case setup
        /// Top-ups that fund the wallets.
        case funding
        /// Payments of every kind and outcome.
        case payments

        public static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
    }

    public let topic: String
    public let key: String
    /// JSON, but for the malformed lines.
    public let value: [UInt8]
    public let phase: Phase
    /// False for lines whose value is meant to be refused by every decoder.
    public let isWellFormed: Bool

    /// The line of a seed file: `{"topic":..,"key":..,"value":{..}}`, or `"raw":"text"` in place of the value.
    public func ndjson() -> [UInt8] {
        var text = JSONText()
        text.object {
            $0.field("topic", topic)
            $0.field("key", key)
            if isWellFormed {
                $0.rawField("value", value)
            } else {
                $0.field("raw", String(decoding: value, as: UTF8.self))
            }
        }
        text.newline()
        return text.bytes
    }
}
