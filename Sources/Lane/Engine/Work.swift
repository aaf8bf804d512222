import Kafka

/// A batch on its way through the engine, from polled to committed or given up.
struct Work<Message: Sendable, Outcome: Sendable> {
    struct Entry {
        let partition: TopicPartition
        let content: Content
    }

    enum Content {
        /// A record, and what it decoded to.
        case record(index: Int, item: Result<Item<Message, Outcome>, Refusal>)
        case call(CallIdentity, item: Item<Message, Outcome>)
    }

    /// Keeps the memory of the records alive, and the raw bytes at hand for dead letters.
    let records: RecordBatch
    var entries: [Entry]
    var attempts = 0
    /// Not to be tried before; `monotonicMilliseconds`.
    var notBefore: Int64 = 0
    /// Its only entry was in hand when an owner ended: nothing else may be in hand with it.
    var isSuspect = false
    /// Its only message goes to the dead letters without anything of its own but its place.
    var isBare = false

    /// Those of the entries, each once or a few times: entries come in runs of one lane.
    var partitions: [TopicPartition] {
        var partitions: [TopicPartition] = []
        for index in entries.indices where entries[index].partition != partitions.last {
            partitions.append(entries[index].partition)
        }
        return partitions
    }

    /// Two halves, tried one after the other; order is kept.
    func halved() -> [Work] {
        let middle = entries.count / 2
        return [
            Work(records: records, entries: Array(entries[..<middle])),
            Work(records: records, entries: Array(entries[middle...])),
        ]
    }
}
