/// One thing to decide about, and the lane it belongs to.
public struct Item<Message: Sendable, Outcome: Sendable>: Sendable {
    /// The lane's number in the worker's schema; only this process writes the lane's rows at this moment.
    public let lane: Int32
    public let cause: Cause<Message, Outcome>
    /// W3C trace context, handed on to everything that follows from the item.
    public let traceparent: String?

    public init(lane: Int32, cause: Cause<Message, Outcome>, traceparent: String? = nil) {
        self.lane = lane
        self.cause = cause
        self.traceparent = traceparent
    }
}

/// Indirect: an item is handed on from stage to stage, and a message has many fields to copy.
public indirect enum Cause<Message: Sendable, Outcome: Sendable>: Sendable {
    case message(Message, Origin)
    /// An inside call's time has come.
    case due(Call)
    /// An outside call has ended.
    case done(Call, Outcome)
}

/// Where a message stands on its topic.
public struct Origin: Sendable, Equatable {
    public let topic: String
    public let partition: Int32
    public let offset: Int64
    /// Microseconds since the Unix epoch, from 2000 to 2199.
    public let timestamp: Int64

    public init(topic: String, partition: Int32, offset: Int64, timestamp: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
    }
}

extension Origin {
    /// - Throws: `invalid_timestamp` for a record whose time cannot be one. It is refused and not given another time:
    ///   what is read again must be decided again in the same way.
    package init(_ record: Record) throws(Refusal) {
        guard let timestamp = record.timestamp else {
            throw Refusal(code: "invalid_timestamp", detail: "the record's time is not in the years 2000 to 2199")
        }
        self.init(topic: record.topic, partition: record.partition, offset: record.offset, timestamp: timestamp)
    }
}
