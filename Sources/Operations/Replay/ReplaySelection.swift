import CloudEvents
import Kafka
import Payments

/// Which messages are replayed. What is not given takes all.
public struct ReplaySelection: Sendable, Codable {
    public var topics: [String] = []
    public var partitions: [Int32] = []
    /// Of every partition that is taken: from this offset on, and up to, without, that one.
    public var fromOffset: Int64?
    public var toOffset: Int64?
    /// By the messages' own times, in milliseconds since the Unix epoch: from this one on, before that one.
    public var sinceMilliseconds: Int64?
    public var untilMilliseconds: Int64?
    public var key: String?
    /// A UUID in lower case.
    public var payment: String?
    /// Of re-publish: whose outbox.
    public var worker: String?

    public init() {}

    /// For the operations log.
    public var summary: String {
        var parts = topics.map { "topic \($0)" }
        if !partitions.isEmpty { parts.append("partitions \(partitions.map(String.init).joined(separator: " "))") }
        if let worker { parts.append("worker \(worker)") }
        if let fromOffset { parts.append("from \(fromOffset)") }
        if let toOffset { parts.append("to \(toOffset)") }
        if let sinceMilliseconds { parts.append("since \(Self.time(sinceMilliseconds))") }
        if let untilMilliseconds { parts.append("until \(Self.time(untilMilliseconds))") }
        if let key { parts.append("key \(key)") }
        if let payment { parts.append("payment \(payment)") }
        return parts.joined(separator: ", ")
    }

    private static func time(_ milliseconds: Int64) -> String {
        Timestamp(microseconds: milliseconds.multipliedClamped(by: 1_000)).description
    }
}

/// A selection on one cluster, as it stood when the replay was planned: what comes later is not part of it.
struct ReplayPlan: Sendable, Codable {
    /// A part of a partition's log, or of a lane's outbox.
    struct Part: Sendable, Codable, Hashable {
        let topic: String
        let partition: Int32
        let from: Int64
        let to: Int64
        /// Of re-publish: the lane's number; `from` and `to` are then numbers of its outbox.
        var lane: Int32?

        var name: String { "\(topic)/\(partition)" }
        var range: LogRange {
            LogRange(partition: TopicPartition(topic: topic, partition: partition), from: from, to: to)
        }
        func beginning(at next: Int64) -> Part {
            Part(topic: topic, partition: partition, from: max(from, next), to: to, lane: lane)
        }
    }

    let selection: ReplaySelection
    let parts: [Part]

    /// Places in the parts; some hold no message, or none that is selected.
    var width: Int64 { parts.reduce(0) { $0.addingClamped($1.range.width) } }

    /// What is left, given where each part goes on.
    func remaining(_ positions: [String: Int64]) -> ReplayPlan {
        ReplayPlan(
            selection: selection, parts: parts.map { part in part.beginning(at: positions[part.name] ?? part.from) })
    }
}

/// What a replay does.
public enum ReplayMode: String, Sendable, CaseIterable, Encodable {
    /// Messages of a topic go onto it once more, so that handlers see them again.
    case reapply = "re-apply"
    /// What a worker's outbox still has goes out again, with the same ids.
    case republish = "re-publish"
    /// The payment worker's read side is built anew from the topics, beside the live one, and swapped in.
    case rebuild
}
