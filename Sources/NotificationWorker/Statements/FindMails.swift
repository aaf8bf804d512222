import Postgres

/// When mails were first asked for, by their calls' keys. One index look-up each, whatever the planner believes about
/// the table's size.
struct FindMails: Statement {
    let mails: [MailIdentity]

    static let sql = """
        SELECT payment::text || '/' || kind || '/' || recipient, found.created_at
        FROM unnest($1::uuid[], $2::text[], $3::text[]) AS wanted (payment, kind, recipient) CROSS JOIN LATERAL (
            SELECT mail.created_at FROM mail
            WHERE mail.payment = wanted.payment AND mail.kind = wanted.kind AND mail.recipient = wanted.recipient
            OFFSET 0
        ) AS found
        """

    func bind(_ p: inout Parameters) {
        p.append(count: mails.count) { UUIDBits(mails[$0].payment) }
        p.append(count: mails.count) { mails[$0].kind.rawValue }
        p.append(count: mails.count) { mails[$0].recipient.text }
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (key: String, createdAt: Int64) {
        (try row.string(0), try row.timestamptz(1).microseconds)
    }
}
