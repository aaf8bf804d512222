import Payments
import Postgres

/// What was heard of a payment, in the order in which it happened. Run it with the schema `payment` in the search path.
public struct Timeline: Statement {
    public let payment: PaymentID

    public init(payment: PaymentID) {
        self.payment = payment
    }

    public struct Row: Sendable, Equatable {
        public let event: PaymentEvent
        public let at: Timestamp
        /// Where the message stands that said so.
        public let topic: String
        public let partition: Int32
        public let offset: Int64
        /// `body`, `state` or both when a message about this event did not fit what was known before it.
        public let contradictions: [String]
    }

    public static let sql = """
        SELECT event, at, topic, partition, message_offset, array(
            SELECT code FROM contradiction AS c WHERE c.payment = e.payment AND c.event = e.event ORDER BY code)
        FROM payment_event AS e WHERE payment = $1
        ORDER BY at, array_position(
            ARRAY['requested', 'rejected', 'debited', 'paid', 'failed', 'settled', 'refunded', 'suspended'], event)
        """

    public func bind(_ p: inout Parameters) { p.append(UUIDBits(payment)) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            event: try row.stored(0), at: try row.moment(1), topic: try row.string(2), partition: try row.int32(3),
            offset: try row.int64(4), contradictions: try row.array(5, of: String.self))
    }
}
