import Postgres

/// Notes mails that are to be sent and were not asked for before, and says which those were. One whose recipient has no
/// address is at its end with this.
struct InsertMails: Statement {
    /// In their order.
    let mails: [MailIdentity]
    let now: Int64

    static let sql = """
        INSERT INTO mail (payment, kind, recipient, state, attempts, created_at, updated_at)
        SELECT payment, kind, recipient, CASE WHEN found.account IS NULL THEN 'no_address' ELSE 'queued' END, 0, $4, $4
        FROM (SELECT unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[])) AS asked (payment, kind, recipient)
        LEFT JOIN LATERAL (
            SELECT account FROM contact WHERE contact.account = asked.recipient AND email IS NOT NULL OFFSET 0
        ) AS found ON true
        ON CONFLICT (payment, kind, recipient) DO NOTHING
        RETURNING payment::text || '/' || kind || '/' || recipient, state = 'queued'
        """

    struct Row {
        /// The key of the mail's call.
        let key: String
        /// False: nothing more is to be done.
        let isQueued: Bool
    }

    func bind(_ p: inout Parameters) {
        p.append(count: mails.count) { UUIDBits(mails[$0].payment) }
        p.append(count: mails.count) { mails[$0].kind.rawValue }
        p.append(count: mails.count) { mails[$0].recipient.text }
        p.append(Timestamptz(microseconds: now))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(key: try row.string(0), isQueued: try row.bool(1))
    }
}
