import Payments

/// Which dead letters are meant. What is not given matches everything.
public struct DeadLetterFilter: Sendable {
    /// Topics that the messages came on, without `.dlq`.
    public var topics: [String] = []
    /// Stable codes.
    public var reasons: [String] = []
    public var worker: String?
    public var key: String?
    public var payment: PaymentID?
    /// When it was given up: from `since` on, before `until`.
    public var since: Moment?
    public var until: Moment?
    /// Single ones, by where they stand on their `.dlq` topic.
    public var places: [MessagePlace] = []
    /// Those that somebody has dealt with too.
    public var includesDealtWith = false

    public init() {}

    /// Whether it names anything: commands that change something want that.
    public var isEmpty: Bool {
        topics.isEmpty && reasons.isEmpty && worker == nil && key == nil && payment == nil && since == nil
            && until == nil && places.isEmpty
    }

    func matches(_ letter: DeadLetterItem) -> Bool {
        (reasons.isEmpty || reasons.contains(letter.reason))
            && (worker == nil || worker == letter.worker)
            && (key == nil || key == letter.key)
            && (payment == nil || payment?.description == letter.payment)
            && (since.map { letter.at >= $0 } ?? true)
            && (until.map { letter.at < $0 } ?? true)
            && (places.isEmpty || places.contains(letter.place))
            && (includesDealtWith || letter.state == .open || letter.state == .requeuing)
    }

    func wants(topic: String) -> Bool {
        guard topics.isEmpty || topics.contains(String(topic.dropLast(DeadLetterItem.suffix.count))) else {
            return false
        }
        return places.isEmpty || places.contains { $0.partition.topic == topic }
    }

    /// For the operations log.
    public var summary: String {
        var parts = topics.map { "topic \($0)" } + reasons.map { "reason \($0)" }
        if let worker { parts.append("worker \(worker)") }
        if let key { parts.append("key \(key)") }
        if let payment { parts.append("payment \(payment)") }
        if let since { parts.append("since \(since.timestamp)") }
        if let until { parts.append("until \(until.timestamp)") }
        parts += places.prefix(10).map(\.description)
        if places.count > 10 { parts.append("and \(places.count - 10) more") }
        return parts.isEmpty ? "all" : parts.joined(separator: ", ")
    }
}
