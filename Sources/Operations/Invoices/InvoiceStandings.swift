import Payments
import Postgres

/// Invoices as those see them who decide: open ones, the oldest first, or one payment's. Run it with the schema
/// `billing` in the search path.
struct InvoiceStandings: Statement {
    private static let columns = """
        SELECT payment, kind, payer, payee, amount_minor, currency, state, created_at, biller, coalesce(tries, 0),
            last_code, last_at, coalesce(under_way, false), ordered_at
        FROM invoice LEFT JOIN attempt USING (payment)
        """

    static let sql = "\(columns) WHERE state = 'open' ORDER BY created_at, payment LIMIT $1"

    let limit: Int32

    func bind(_ p: inout Parameters) { p.append(limit) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> InvoiceReport.Invoice {
        InvoiceReport.Invoice(
            payment: try row.paymentID(0).description, kind: try row.string(1), payer: try row.string(2),
            payee: try row.string(3), amountMinor: try row.int64(4), currency: try row.string(5),
            state: try row.string(6), since: Moment(try row.timestamptz(7)), biller: try row.optionalString(8),
            tries: try row.int32(9), lastCode: try row.optionalString(10),
            lastTryAt: try row.optionalTimestamptz(11).map(Moment.init), isUnderWay: try row.bool(12),
            orderedAt: try row.optionalTimestamptz(13).map(Moment.init))
    }

    /// One payment's, open or not.
    struct Single: Statement {
        static let sql = "\(columns) WHERE payment = $1"

        let payment: PaymentID

        func bind(_ p: inout Parameters) { p.append(UUIDBits(payment)) }

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> InvoiceReport.Invoice {
            try InvoiceStandings.decode(row)
        }
    }
}
