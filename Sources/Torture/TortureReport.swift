/// What a run did and found.
public struct TortureReport: Sendable, Encodable {
    public let seed: UInt64
    /// `embedded`, or the real cluster's bootstrap servers.
    public let broker: String
    public let seconds: Double
    /// Distinct ones, and the lines that asked for them, copies included.
    public let payments: Int
    public let lines: Int
    public let duplicates: Int
    /// Records that are meant to do harm.
    public let hostile: Int
    /// Payments whose payers wanted them back, and those that were given back.
    public let cancellations: Int
    public let cancelled: Int
    public let kills: Int
    public let stops: Int
    /// At least so many: of each group, what its most often taken lane shows.
    public let rebalances: Int
    /// Lanes taken over from a former owner.
    public let takeovers: Int
    /// On all topics.
    public let messages: Int
    /// Events that were published again, which only a broker without transactions allows.
    public let repeatedEvents: Int
    /// Messages that endpoints took.
    public let notices: Int
    /// Mails that the server got again.
    public let repeatedMails: Int
    /// `giro audit` while the run went on.
    public let audits: Int
    /// By worker: the most memory that one of its processes had, MiB.
    public let peakMebibytes: [String: Int]
    public let faults: [String: Int]
    /// By stage: how many processes died there.
    public let stageDeaths: [String: Int]
    public let violations: Int
    public let findings: [Violation]
    /// Where logs, settings and the database are kept; nil when they were removed.
    public private(set) var directory: String?

    /// The directory was removed.
    public mutating func forgetDirectory() { directory = nil }

    public var isClean: Bool { violations == 0 }

    public var textLines: [String] {
        let faultText = faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        var lines = [
            "seed \(seed), \(broker) broker, \(Int(seconds)) s",
            "\(payments) payments from \(self.lines) lines, \(duplicates) of them copies, \(hostile) hostile records; "
                + "\(cancelled) of \(cancellations) cancellations in time; \(messages) messages on the topics",
            "\(kills) kills, \(stops) stops, \(rebalances) rebalances, \(takeovers) take-overs of lanes",
            "faults: \(faultText)",
            "most memory of a process: "
                + peakMebibytes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value) MiB" }.joined(separator: ", "),
        ]
        lines += findings.prefix(50).map { "VIOLATION \($0.checker): \($0.detail)" }
        lines.append(isClean ? "no violation" : "\(violations) violations; to do it again: --seed \(seed)")
        if let directory { lines.append("logs: \(directory)") }
        return lines
    }
}
