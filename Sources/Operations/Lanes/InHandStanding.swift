import Postgres

/// What a worker's process has in hand while it goes carefully, or what a process had in hand when it ended.
public struct InHandStanding: Sendable, Equatable, Encodable {
    /// `topic/partition`.
    public let lane: String
    /// Of a timer or a call; nil for messages.
    public let kind: String?
    /// Of messages `first-last`.
    public let key: String
    /// `decode`, `handle` or `call`.
    public let stage: String
    /// How many owners ended with it in hand.
    public let ends: Int32
    /// The process that has it, or had it last.
    public let instance: String
    public let since: Moment
    /// The lane's owner has it at this moment, or was ended by it and has no follower yet.
    public let isInHand: Bool
    /// It waits for an operator: `giro resume call`.
    public let putAsideAt: Moment?

    /// For people.
    public var what: String {
        if let kind { return "\(kind) \(key)" }
        let offsets = key.split(separator: "-")
        return offsets.count == 2 && offsets[0] == offsets[1] ? "message \(offsets[0])" : "messages \(key)"
    }
}

/// Everything that is noted in the schema in the search path.
struct ReadInHand: Statement {
    static let sql = """
        SELECT topic || '/' || partition, nullif(kind, ''), key, stage, in_hand.ends, instance, since,
            in_hand.epoch = cursor.epoch AND NOT released, put_aside_at
        FROM in_hand JOIN cursor USING (lane)
        ORDER BY put_aside_at NULLS LAST, in_hand.ends DESC, topic, partition, first_offset, kind, key LIMIT 100
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> InHandStanding {
        InHandStanding(
            lane: try row.string(0), kind: try row.optionalString(1), key: try row.string(2),
            stage: try row.string(3), ends: try row.int32(4), instance: try row.string(5),
            since: Moment(try row.timestamptz(6)), isInHand: try row.bool(7),
            putAsideAt: try row.optionalTimestamptz(8).map(Moment.init))
    }
}
