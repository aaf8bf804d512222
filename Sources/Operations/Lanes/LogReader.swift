import CloudEvents
import Kafka

/// A part of one partition's log: from `from` up to, and without, `to`.
struct LogRange: Sendable, Hashable {
    let partition: TopicPartition
    let from: Int64
    let to: Int64

    /// Offsets in it; the log may have fewer messages, as some offsets are taken by records that nobody sees.
    var width: Int64 { max(0, to.subtractingClamped(from)) }
}

/// Reads parts of logs once, in each partition's order, without joining a group and without committing anything.
///
/// For one thread. Memory is bounded by what librdkafka fetches ahead (8 MiB).
final class LogReader {
    private let consumer: Consumer
    /// Where each open partition's part ends.
    private var open: [TopicPartition: Int64] = [:]

    private static let patience: Duration = .seconds(20)

    init(_ configuration: ClientConfiguration, _ ranges: [LogRange]) throws(OperationError) {
        var configuration = configuration
        configuration.properties["enable.partition.eof"] = "true"
        do throws(KafkaError) {
            consumer = try Consumer(configuration, group: "giro.operator")
            let wanted = ranges.filter { $0.width > 0 }
            try consumer.assign(wanted.map { Position(partition: $0.partition, offset: $0.from) })
            for range in wanted { open[range.partition] = range.to }
        } catch {
            throw OperationError(error)
        }
    }

    deinit { consumer.close() }

    /// Hands every message of the parts to `body` until that returns false.
    /// - Throws: `log_is_cut` when the log no longer has a part's beginning, `kafka_unavailable`, what `body` throws.
    func read(_ body: (RecordView) throws(OperationError) -> Bool) throws(OperationError) {
        var quietSince = ContinuousClock.now
        while !open.isEmpty {
            let batch = consumer.poll(maximum: 1_000, timeoutMilliseconds: 200)
            for index in 0..<batch.count {
                let record = batch[index]
                let partition = TopicPartition(topic: record.topic, partition: record.partition)
                if let error = record.error {
                    try serve(error, partition)
                } else if let end = open[partition] {
                    quietSince = .now
                    if record.offset < end, try !body(record) { return }
                    if record.offset >= end - 1 { try finish(partition) }
                }
            }
            if batch.isEmpty, ContinuousClock.now - quietSince > Self.patience {
                throw OperationError(.kafkaUnavailable, "no message came from \(open.count) partitions for 20 s")
            }
        }
    }

    private func serve(_ error: KafkaError, _ partition: TopicPartition) throws(OperationError) {
        switch error.code {
        case "_partition_eof": try finish(partition)
        case "_auto_offset_reset", "offset_out_of_range":
            throw OperationError(.logIsCut, "\(partition): the log no longer has the messages that are asked for")
        default: if !error.isTransient { throw OperationError(error) }
        }
    }

    private func finish(_ partition: TopicPartition) throws(OperationError) {
        guard open.removeValue(forKey: partition) != nil else { return }
        do {
            try consumer.pause([partition])
        } catch {
            throw OperationError(error)
        }
    }
}

extension LogReader {
    /// The messages at single places, as many as are still there: one of each partition at a time.
    static func messages<Result>(
        at places: [MessagePlace], _ configuration: ClientConfiguration, _ body: (RecordView) -> Result
    ) throws(OperationError) -> [MessagePlace: Result] {
        var found: [MessagePlace: Result] = [:]
        var rest = Dictionary(grouping: Set(places), by: \.partition)
        while !rest.isEmpty {
            var ranges: [LogRange] = []
            for (partition, places) in rest {
                ranges.append(LogRange(partition: partition, from: places[0].offset, to: places[0].offset + 1))
                rest[partition] = places.count > 1 ? Array(places.dropFirst()) : nil
            }
            try LogReader(configuration, ranges).read { record in
                let partition = TopicPartition(topic: record.topic, partition: record.partition)
                found[MessagePlace(partition, record.offset)] = body(record)
                return true
            }
        }
        return found
    }
}
