import Postgres

/// What is wrong with the deliveries, in one statement and so at one moment of a live system. No row means: nothing.
///
/// | check | what it finds |
/// |---|---|
/// | no_next_attempt | a queued delivery without a call in the timer table: nothing would ever send it |
/// | attempt_of_ended | a call that would send a delivery that has ended |
/// | waits_for_nothing | a waiting delivery of a payment that has nothing queued, and no call that ends its waiting |
///
/// Run it with the schema `webhook` in the search path.
public struct WebhookAudit: Statement {
    /// The most findings wanted.
    public let limit: Int32

    public init(limit: Int32 = 100) {
        self.limit = limit
    }

    public struct Finding: Sendable, Equatable {
        public let check: String
        /// The delivery's id.
        public let subject: String
        public let detail: String
    }

    public static let sql = """
        WITH call AS (SELECT kind, split_part(key, '/', 3)::uuid AS delivery FROM timer),
        found (name, subject, detail) AS (
            SELECT 'no_next_attempt', id::text, event FROM delivery
            WHERE state = 'queued'
                AND NOT EXISTS (SELECT FROM call WHERE call.delivery = delivery.id AND kind = 'webhook')
            UNION ALL
            SELECT 'attempt_of_ended', call.delivery::text, coalesce(delivery.state, 'no delivery') FROM call
            LEFT JOIN delivery ON delivery.id = call.delivery
            WHERE kind = 'webhook' AND delivery.state IS DISTINCT FROM 'queued'
            UNION ALL
            SELECT 'waits_for_nothing', id::text, event FROM delivery
            WHERE state = 'waiting' AND NOT EXISTS (
                    SELECT FROM delivery AS other WHERE other.payment = delivery.payment
                        AND other.endpoint = delivery.endpoint AND other.state = 'queued')
                AND NOT EXISTS (SELECT FROM call WHERE call.delivery = delivery.id AND kind = 'order')
        )
        SELECT name, subject, detail FROM found ORDER BY name, subject LIMIT $1
        """

    public func bind(_ p: inout Parameters) { p.append(limit) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Finding {
        Finding(check: try row.string(0), subject: try row.string(1), detail: try row.string(2))
    }
}
