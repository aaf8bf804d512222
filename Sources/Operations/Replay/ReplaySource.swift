import CloudEvents
import Kafka
import Payments
import Settings

/// Where a replay's messages come from, in their order within each part.
protocol ReplaySource {
    func read(_ body: (borrowing ReplayedMessage) throws(OperationError) -> Bool) throws(OperationError)
}

/// A message that goes out again, valid while it is handed over.
struct ReplayedMessage: ~Copyable {
    let topic: String
    let type: String?
    let value: UnsafeRawBufferPointer
    let timestampMilliseconds: Int64
    /// The plan's part, and where that goes on behind the message.
    let part: String
    let next: Int64
    private let make: () -> MessageCopy

    init(
        topic: String, type: String?, value: UnsafeRawBufferPointer, timestampMilliseconds: Int64, part: String,
        next: Int64, make: @escaping () -> MessageCopy
    ) {
        self.topic = topic
        self.type = type
        self.value = value
        self.timestampMilliseconds = timestampMilliseconds
        self.part = part
        self.next = next
        self.make = make
    }

    func copy() -> MessageCopy { make() }
}

/// Messages of topics. Each copy goes to its original's partition, behind all that is there, so a lane sees the copies
/// in the order of the originals; it has the same key, value, id and time. One whose
/// time is none from 2000 to 2199 gets the present one, and says so in a header.
struct LogSource: ReplaySource {
    private let reader: LogReader
    private let filter: ReplayFilter
    private let replay: String

    init(_ plan: ReplayPlan, _ kafka: ClientConfiguration, replay: String?) throws(OperationError) {
        reader = try LogReader(kafka, plan.parts.map(\.range))
        filter = ReplayFilter(plan.selection)
        self.replay = replay ?? ""
    }

    func read(_ body: (borrowing ReplayedMessage) throws(OperationError) -> Bool) throws(OperationError) {
        try reader.read { record throws(OperationError) in
            guard filter.wants(record) else { return true }
            let replay = replay
            return try body(
                ReplayedMessage(
                    topic: record.topic, type: record.header(CloudEventHeader.type), value: record.value,
                    timestampMilliseconds: record.timestampMilliseconds ?? Self.now,
                    part: "\(record.topic)/\(record.partition)",
                    next: record.offset + 1, make: { Self.copy(of: record, replay) }))
        }
    }

    private static func copy(of record: RecordView, _ replay: String) -> MessageCopy {
        var headers = record.headers() + [(ReplayFilter.header, Array(replay.utf8))]
        if record.timestampMilliseconds == nil {
            headers.append((MessageCopy.replacedTime, Array(String(record.writtenTimestamp).utf8)))
        }
        return MessageCopy(
            topic: record.topic, partition: record.partition, key: record.key.map { Array($0) },
            value: record.value.baseAddress == nil ? nil : Array(record.value), headers: headers,
            timestampMilliseconds: record.timestampMilliseconds ?? now)
    }

    private static var now: Int64 { Timestamp.now().microseconds / 1_000 }
}
