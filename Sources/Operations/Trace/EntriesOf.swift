import Payments
import Postgres

/// A payment's movements, account by account. Run it with the wallet's schema in the search path.
///
/// The accounts come from the payment's transfers: entries have no index by payment.
struct EntriesOf: Statement {
    static let sql = """
        SELECT entry.step, account.id, account.currency, entry.amount_minor, entry.balance_after_minor, entry.version
        FROM transfer
        JOIN entry ON entry.account_key IN (transfer.debit_key, transfer.credit_key)
            AND entry.payment = transfer.payment AND entry.step = transfer.step
        JOIN account ON account.account_key = entry.account_key
        WHERE transfer.payment = $1
        ORDER BY entry.step, entry.amount_minor
        """
    let payment: PaymentID

    func bind(_ p: inout Parameters) { p.append(UUIDBits(high: payment.high, low: payment.low)) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> TraceReport.Entry {
        let currency = try row.string(2)
        return TraceReport.Entry(
            step: try row.int16(0), account: try row.string(1), currency: currency,
            amount: Amount(try row.int64(3), currency), balanceAfter: Amount(try row.int64(4), currency),
            version: try row.int64(5))
    }
}
