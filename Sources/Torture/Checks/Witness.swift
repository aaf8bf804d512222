import CloudEvents
import Kafka
import Messages
import Operations

/// Reads every topic from the beginning, all through the run: the embedded broker forgets, the witness does not.
final class Witness {
    private let consumer: Consumer
    private(set) var events: [History.EventID: History.Published] = [:]
    /// Dead letters by worker and code, each once however often it was published.
    private(set) var deadLetters: [String: [String: Int]] = [:]
    /// Lines of `payment.requested` and the like, by what they are made of: how many copies are there.
    private(set) var inputs: [UInt64: Int] = [:]
    private(set) var inputCount = 0
    private(set) var messages = 0
    /// Events that came again.
    private(set) var repeated = 0
    /// By partition: the offset after the last message seen.
    private(set) var ends: [TopicPartition: Int64] = [:]
    private(set) var losses: [String] = []

    /// - Parameter first: the first offset of each partition.
    init(_ kafka: ClientConfiguration, group: String, first: [TopicPartition: Int64]) throws(KafkaError) {
        consumer = try Consumer(kafka, group: group)
        try consumer.assign(first.map { Position(partition: $0.key, offset: $0.value) })
        ends = first
    }

    /// Takes what is there, without waiting longer than a moment.
    func look() {
        while true {
            let batch = consumer.poll(maximum: 5_000, timeoutMilliseconds: 2)
            for index in 0..<batch.count { see(batch[index]) }
            if batch.count < 1_000 { return }
        }
    }

    private func see(_ record: RecordView) {
        let partition = TopicPartition(topic: record.topic, partition: record.partition)
        if let error = record.error {
            if error.code == "_auto_offset_reset" || error.code == "offset_out_of_range" {
                losses.append("\(partition): the log dropped messages before they were seen")
            }
            return
        }
        messages += 1
        ends[partition] = max(ends[partition] ?? 0, record.offset + 1)
        guard let id = eventID(record) else {
            inputCount += 1
            let key = record.key ?? UnsafeRawBufferPointer(start: nil, count: 0)
            inputs[ContentHash.of(topic: record.topic, key: key, value: record.value), default: 0] += 1
            return
        }
        var hash = ContentHash()
        hash.add(record.key ?? UnsafeRawBufferPointer(start: nil, count: 0))
        hash.add((record.header(CloudEventHeader.type) ?? "").utf8)
        hash.add(record.value)
        remember(
            id,
            History.Published(
                topic: record.topic, content: hash.value, partition: record.partition, offset: record.offset), record)
    }

    private func remember(_ id: History.EventID, _ event: History.Published, _ record: RecordView) {
        guard var known = events[id] else {
            events[id] = event
            if let reason = record.header("giro-reason") {
                deadLetters[id.worker, default: [:]][reason, default: 0] += 1
            }
            return
        }
        repeated += 1
        known.copies += 1
        known.isContradicted = known.isContradicted || known.content != event.content || known.topic != event.topic
        events[id] = known
    }

    /// Nil for what no lane published.
    private func eventID(_ record: RecordView) -> History.EventID? {
        guard let source = record.header(CloudEventHeader.source), source.hasPrefix("/giro/"),
            let parts = record.header(CloudEventHeader.id)?.split(separator: "-"), parts.count == 2,
            let lane = Int32(parts[0]), let seq = Int64(parts[1])
        else { return nil }
        return History.EventID(worker: String(source.dropFirst("/giro/".count)), lane: lane, seq: seq)
    }
}
