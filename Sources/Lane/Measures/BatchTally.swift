import Kafka

/// What a batch held, by lane.
struct BatchTally {
    struct Lane {
        var messages = 0
        var timers = 0
        var calls = 0
        /// Timestamps of messages, microseconds since the Unix epoch; `nil` when nobody said.
        var oldest: Int64?
        var newest: Int64?

        mutating func note(_ timestamp: Int64?) {
            guard let timestamp else { return }
            oldest = min(oldest ?? timestamp, timestamp)
            newest = max(newest ?? timestamp, timestamp)
        }
    }

    private(set) var lanes: [TopicPartition: Lane] = [:]

    /// Records come in runs of one lane each.
    init<Message, Outcome>(_ work: Work<Message, Outcome>) {
        var partition: TopicPartition?
        var run = Lane()
        for entry in work.entries {
            if entry.partition != partition {
                if let partition { lanes[partition] = run }
                partition = entry.partition
                run = lanes[entry.partition] ?? Lane()
            }
            switch entry.content {
            case .record(let index, _):
                run.messages += 1
                run.note(work.records[index].timestampMilliseconds.map { $0 * 1_000 })
            case .call(_, let item):
                if case .done = item.cause { run.calls += 1 } else { run.timers += 1 }
            }
        }
        if let partition { lanes[partition] = run }
    }
}
