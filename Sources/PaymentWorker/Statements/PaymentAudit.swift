import Payments
import Postgres

/// What is wrong with the payments, at one moment and on a live system. No row means: nothing.
///
/// | check | what it finds |
/// |---|---|
/// | state_not_heard | a state that no event gave |
/// | state_left_behind | an event that should have moved the state on |
/// | two_ends | more than one final event |
/// | contradicting_events | events that no legal life has together, as recorded when they were heard |
/// | event_missing | a final payment without an event of the way there |
/// | not_told | a final payment whose people have not been told |
/// | wrongly_told | told too early, or the wrong people |
///
/// Topics have no order among each other, so a payment may be final before all is read that led there: `event_missing`
/// and `not_told` look only at payments that are final since before `settledBefore`.
public struct PaymentAudit: Statement {
    public let settledBefore: Timestamp
    /// The most findings wanted.
    public let limit: Int32

    public init(settledBefore: Timestamp, limit: Int32) {
        self.settledBefore = settledBefore
        self.limit = limit
    }

    public struct Row: Sendable, Equatable {
        public let check: String
        /// The payment's id.
        public let subject: String
        public let detail: String
    }

    /// `heard` has a bit for each event: 1 requested, 2 debited, 4 paid, 8 failed, 16 settled, 32 refunded, 64
    /// suspended, 128 rejected.
    public static let sql = """
        WITH event AS (
            SELECT payment, event, array_position(\(events), event) - 1 AS place FROM payment_event
        ), heard AS (
            SELECT payment, bit_or(1 << place) AS heard FROM event GROUP BY payment
        ), facts AS (
            SELECT p.id AS payment, p.state, p.told,
                coalesce(h.heard, 0) AS heard, 1 << (array_position(\(events), p.state) - 1) AS state_bit,
                p.final_at IS NOT NULL AS final, coalesce(p.final_at < $1, false) AS rested,
                CASE WHEN p.kind = 'topup' THEN 2
                    WHEN p.kind = 'transfer' AND p.state = 'settled' AND p.payer <> p.payee THEN 3
                    ELSE 1 END AS audience,
                CASE p.state WHEN 'settled' THEN 1 | 2 | 4 | 16
                    WHEN 'refunded' THEN 1 | 2 | 32 WHEN 'suspended' THEN 1 | 2 | 64
                    WHEN 'rejected' THEN 1 | 128 END AS needed,
                EXISTS (SELECT FROM contradiction AS c WHERE c.payment = p.id AND c.code = 'state') AS contradicted
            FROM payment AS p LEFT JOIN heard AS h ON h.payment = p.id
        )
        SELECT finding.name, facts.payment, finding.detail FROM facts CROSS JOIN LATERAL (VALUES
            ('state_not_heard', heard & state_bit = 0, 'state ' || state),
            ('state_left_behind', NOT final AND NOT contradicted AND heard >= state_bit << 1, 'state ' || state),
            ('two_ends', bit_count((heard & 240)::bit(8)) > 1, 'state ' || state),
            ('contradicting_events', contradicted, 'state ' || state),
            ('event_missing', rested AND heard & needed <> needed
                OR rested AND state IN ('refunded', 'suspended') AND heard & 12 = 0, 'state ' || state || ' without '
                || array_to_string(array(SELECT name FROM unnest(\(events)) WITH ORDINALITY AS e (name, number)
                    WHERE (needed & ~heard) & (1 << (number - 1)::int) <> 0)
                || CASE WHEN state IN ('refunded', 'suspended') AND heard & 12 = 0 THEN ARRAY['paid or failed'] END,
                    ', ')),
            ('not_told', rested AND told = 0, 'state ' || state),
            ('wrongly_told', told <> 0 AND (NOT final OR told <> audience), 'told ' || told)
        ) AS finding (name, holds, detail)
        WHERE finding.holds ORDER BY facts.payment, finding.name LIMIT $2
        """

    private static let events =
        "ARRAY['requested', 'debited', 'paid', 'failed', 'settled', 'refunded', 'suspended', 'rejected']"

    public func bind(_ p: inout Parameters) {
        p.append(Timestamptz(microseconds: settledBefore.microseconds))
        p.append(limit)
    }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(check: try row.string(0), subject: try row.payment(1).description, detail: try row.string(2))
    }
}
