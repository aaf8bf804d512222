import Payments
import Postgres

/// Writes down what became of mails that are still queued; an end is never overwritten. An upsert only in form: it
/// finds each row by the primary key, whatever the planner believes about the table's size.
struct RecordMails: Statement {
    /// In the order of their identities, each once.
    let results: [MailResult]
    let now: Int64

    static let sql = """
        INSERT INTO mail (payment, kind, recipient, state, code, attempts, created_at, updated_at)
        SELECT unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]),
            unnest($6::int[]), $7, $7
        ON CONFLICT (payment, kind, recipient) DO UPDATE SET
            state = excluded.state, code = excluded.code, attempts = excluded.attempts,
            updated_at = excluded.updated_at
        WHERE mail.state = 'queued'
        """

    func bind(_ p: inout Parameters) {
        p.append(count: results.count) { UUIDBits(results[$0].identity.payment) }
        p.append(count: results.count) { results[$0].identity.kind.rawValue }
        p.append(count: results.count) { results[$0].identity.recipient.text }
        p.append(count: results.count) { results[$0].state.rawValue }
        p.append(count: results.count) { results[$0].code }
        p.append(count: results.count) { results[$0].attempts }
        p.append(Timestamptz(microseconds: now))
    }
}

extension UUIDBits {
    init(_ payment: PaymentID) { self.init(high: payment.high, low: payment.low) }
}
