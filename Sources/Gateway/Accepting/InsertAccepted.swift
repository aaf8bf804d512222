import Payments
import Postgres

/// Puts a payment down as accepted. No row when it was already.
struct InsertAccepted: Statement, Sendable {
    let payment: PaymentID
    let kind: PaymentKind
    let payer: AccountID
    let payee: AccountID
    let amountMinor: Int64
    let currency: Currency
    let reference: String?

    static let sql = """
        INSERT INTO accepted (payment, kind, payer, payee, amount_minor, currency, reference)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(UUIDBits(high: payment.high, low: payment.low))
        p.append(kind.rawValue)
        p.append(payer.text)
        p.append(payee.text)
        p.append(amountMinor)
        p.append(currency.code)
        p.append(reference)
    }
}

/// An accepted payment in the shape of one that the payment worker has heard of.
private let acceptedColumns = """
    payment AS id, 'requested'::text AS state, kind, payer, payee, amount_minor, currency, NULL::text AS reason,
    reference, at AS since, at AS updated_at
    """

struct FindAccepted: Statement, Sendable {
    let payment: PaymentID

    static let sql = "SELECT \(acceptedColumns) FROM accepted WHERE payment = $1"
    func bind(_ p: inout Parameters) { p.append(UUIDBits(high: payment.high, low: payment.low)) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentRecord { try PaymentRecord(row) }
}

/// Accepted payments that belong into a history, whether or not the payment worker has heard of them.
struct AcceptedHistory<Order: HistoryOrder>: Statement, Sendable {
    let page: HistoryPage

    static var sql: String {
        Order.walk(acceptedColumns, of: "accepted", time: "at", id: "payment", state: "'requested'")
    }

    func bind(_ p: inout Parameters) { page.bind(&p) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentRecord { try PaymentRecord(row) }
}

/// Answers of yesterday and what was accepted a month ago.
struct TidyGateway: Statement, Sendable {
    static let sql = """
        WITH answers AS (DELETE FROM idempotency WHERE created_at < now() - interval '24 hours'),
            rates AS (DELETE FROM rate WHERE starts_at < extract(epoch FROM now()) - 600)
        DELETE FROM accepted WHERE at < now() - interval '30 days'
        """
}
