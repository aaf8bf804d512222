import Postgres

/// What is wrong with the invoices, in one statement and so at one moment of a live system. No row means: nothing.
///
/// | check | what it finds |
/// |---|---|
/// | nobody_asked | an open invoice without an attempt |
/// | no_next_try | an open invoice without a call in the timer table: nothing would ever ask again |
/// | try_of_decided | a call that would ask about what neither a cancellation nor an operator decided |
/// | decision_not_kept | an open invoice that an operator has decided |
/// | attempt_without_invoice | an attempt for nothing, or for a transfer |
/// | bill_of_other_payment | a bill that is marked paid by what has not paid it |
/// | bill_not_marked | a paid invoice whose bill does not say that it is paid |
/// | suspicious_answer | an open invoice whose biller's answer contradicted what was asked |
///
/// Run it with the schema `billing` in the search path.
public struct BillingAudit: Statement {
    /// The most findings wanted.
    public let limit: Int32

    public init(limit: Int32 = 100) {
        self.limit = limit
    }

    public struct Finding: Sendable, Equatable {
        public let check: String
        /// The payment's id.
        public let subject: String
        public let detail: String
    }

    public static let sql = """
        WITH call AS (SELECT key, lane FROM timer WHERE kind IN ('pay_biller', 'ask_biller')),
        found (name, subject, detail) AS (
            SELECT 'nobody_asked', payment::text, kind FROM invoice
            WHERE state = 'open' AND NOT EXISTS (SELECT FROM attempt WHERE attempt.payment = invoice.payment)
            UNION ALL
            SELECT 'no_next_try', payment::text, kind FROM invoice
            WHERE state = 'open' AND NOT EXISTS (SELECT FROM call WHERE call.key = invoice.payment::text)
            UNION ALL
            SELECT 'try_of_decided', call.key, invoice.state FROM call
            JOIN invoice ON invoice.payment = call.key::uuid WHERE invoice.state <> 'open'
                AND NOT EXISTS (SELECT FROM cancellation WHERE cancellation.payment = invoice.payment)
                AND NOT EXISTS (
                    SELECT FROM attempt
                    WHERE attempt.payment = invoice.payment AND attempt.last_code = 'decided_by_operator')
            UNION ALL
            SELECT 'decision_not_kept', attempt.payment::text, attempt.last_code FROM attempt
            JOIN invoice USING (payment) WHERE invoice.state = 'open' AND attempt.last_code = 'decided_by_operator'
            UNION ALL
            SELECT 'attempt_without_invoice', attempt.payment::text, coalesce(invoice.kind, 'no invoice') FROM attempt
            LEFT JOIN invoice USING (payment) WHERE invoice.kind IS NULL OR invoice.kind = 'transfer'
            UNION ALL
            SELECT 'bill_of_other_payment', bill.payment::text, coalesce(invoice.state, 'no invoice')
            FROM bill LEFT JOIN invoice USING (payment)
            WHERE bill.payment IS NOT NULL AND (invoice.state, invoice.payee, invoice.bill)
                IS DISTINCT FROM ('paid', bill.biller, bill.bill)
            UNION ALL
            SELECT 'bill_not_marked', invoice.payment::text, invoice.state FROM invoice
            WHERE kind = 'bill' AND state = 'paid' AND bill IS NOT NULL AND NOT EXISTS (
                SELECT FROM bill AS known
                WHERE known.biller = invoice.payee AND known.bill = invoice.bill AND known.payment IS NOT NULL)
            UNION ALL
            SELECT 'suspicious_answer', attempt.payment::text, attempt.suspicious FROM attempt
            JOIN invoice USING (payment) WHERE attempt.suspicious IS NOT NULL AND invoice.state = 'open'
        )
        SELECT name, subject, detail FROM found ORDER BY name, subject LIMIT $1
        """

    public func bind(_ p: inout Parameters) { p.append(limit) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Finding {
        Finding(check: try row.string(0), subject: try row.string(1), detail: try row.string(2))
    }
}
