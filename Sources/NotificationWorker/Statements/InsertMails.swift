import Postgres

/// Notes mails that are to be sent and were not asked for before, and says which those were, by their calls' keys.
struct InsertMails: Statement {
    /// In their order.
    let mails: [MailIdentity]
    let now: Int64

    static let sql = """
        INSERT INTO mail (payment, kind, recipient, state, attempts, created_at, updated_at)
        SELECT payment, kind, recipient, 'queued', 0, $4, $4
        FROM unnest($1::uuid[], $2::text[], $3::text[]) AS asked (payment, kind, recipient)
        ON CONFLICT (payment, kind, recipient) DO NOTHING
        RETURNING payment::text || '/' || kind || '/' || recipient
        """

    func bind(_ p: inout Parameters) {
        p.append(count: mails.count) { UUIDBits(mails[$0].payment) }
        p.append(count: mails.count) { mails[$0].kind.rawValue }
        p.append(count: mails.count) { mails[$0].recipient.text }
        p.append(Timestamptz(microseconds: now))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
