import Settings

/// What `giro dlq list` shows: groups of dead letters, and a page of single ones.
public struct DeadLetterList: Sendable, Encodable {
    public struct Group: Sendable, Encodable {
        public let topic: String
        public let reason: String
        public let worker: String
        /// Begun to be put back, and left so: counted as open too.
        public internal(set) var requeuing = 0
        public internal(set) var open = 0
        public internal(set) var requeued = 0
        public internal(set) var discarded = 0
        public internal(set) var oldest: Moment
        public internal(set) var newest: Moment
    }

    public let at: Moment
    public internal(set) var groups: [Group] = []
    public internal(set) var letters: [DeadLetterItem] = []
    /// Where the next page goes on: `--after`. Nil: this is the last.
    public internal(set) var next: MessagePlace?
    /// False when there are more messages than are looked at in one go.
    public internal(set) var isComplete = true
}

extension DeadLetterBox {
    /// - Parameters:
    ///   - after: the place that the former page ended with.
    ///   - limit: letters on a page.
    ///   - now: what ages are counted from.
    public func list(
        _ filter: DeadLetterFilter, after: MessagePlace? = nil, limit: Int = 20, now: Moment = .now()
    ) throws(OperationError) -> DeadLetterList {
        var list = DeadLetterList(at: now)
        var groups: [GroupKey: DeadLetterList.Group] = [:]
        var page = BoundedPage(limit: limit + 1)
        list.isComplete = try scan(filter) { letter, _ in
            groups[
                GroupKey(letter),
                default: DeadLetterList.Group(
                    topic: letter.topic, reason: letter.reason, worker: letter.worker, oldest: letter.at,
                    newest: letter.at)
            ].add(letter)
            if after.map({ letter.place > $0 }) ?? true { page.add(letter) }
        }
        list.groups = groups.values.sorted { ($0.topic, $0.reason, $0.worker) < ($1.topic, $1.reason, $1.worker) }
        list.letters = Array(page.sorted.prefix(limit))
        if page.sorted.count > limit { list.next = list.letters.last?.place }
        return list
    }

    /// How many nobody has dealt with; looks at no more than `maximum` messages.
    public func countOpen(maximum: Int) throws(OperationError) -> (open: Int, isComplete: Bool) {
        var open = 0
        let isComplete = try scan(DeadLetterFilter(), maximum: maximum) { _, _ in open += 1 }
        return (open, isComplete)
    }
}

private struct GroupKey: Hashable {
    let topic: String
    let reason: String
    let worker: String

    init(_ letter: DeadLetterItem) {
        topic = letter.topic
        reason = letter.reason
        worker = letter.worker
    }
}

extension DeadLetterList.Group {
    fileprivate mutating func add(_ letter: DeadLetterItem) {
        oldest = min(oldest, letter.at)
        newest = max(newest, letter.at)
        switch letter.state {
        case .open: open += 1
        case .requeuing:
            open += 1
            requeuing += 1
        case .requeued: requeued += 1
        case .discarded: discarded += 1
        }
    }
}

/// The first letters by place, of however many come by.
private struct BoundedPage {
    let limit: Int
    private var letters: [DeadLetterItem] = []

    init(limit: Int) { self.limit = limit }

    var sorted: [DeadLetterItem] { Array(letters.sorted { $0.place < $1.place }.prefix(limit)) }

    mutating func add(_ letter: DeadLetterItem) {
        letters.append(letter)
        if letters.count >= limit * 2 + 100 { letters = sorted }
    }
}
