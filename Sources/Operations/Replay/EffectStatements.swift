import Messages
import Payments
import Postgres

/// The wallet's transfers of these payments: what of a payment is done, and for which request.
struct TransfersDone: Statement {
    static let sql = "SELECT payment, step, outcome, fingerprint FROM transfer WHERE payment = ANY ($1)"
    let payments: [PaymentID]

    func bind(_ p: inout Parameters) { p.append(payments.map { UUIDBits(high: $0.high, low: $0.low) }) }

    static func decode(
        _ row: borrowing RowReader
    ) throws(PostgresError) -> (payment: PaymentID, step: Int16, outcome: String, fingerprint: Int64?) {
        (try row.paymentID(0), try row.int16(1), try row.string(2), try row.optionalInt64(3))
    }
}

/// The state of these accounts.
struct AccountStates: Statement {
    static let sql = "SELECT id, state FROM account WHERE id = ANY ($1)"
    let accounts: [String]

    func bind(_ p: inout Parameters) { p.append(accounts) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (account: String, state: String) {
        (try row.string(0), try row.string(1))
    }
}

/// The payments of these that have an invoice.
struct InvoicesDone: Statement {
    static let sql = "SELECT payment, state FROM invoice WHERE payment = ANY ($1)"
    let payments: [PaymentID]

    func bind(_ p: inout Parameters) { p.append(payments.map { UUIDBits(high: $0.high, low: $0.low) }) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (payment: PaymentID, state: String) {
        (try row.paymentID(0), try row.string(1))
    }
}

struct CancellationsDone: Statement {
    static let sql = "SELECT payment FROM cancellation WHERE payment = ANY ($1)"
    let payments: [PaymentID]

    func bind(_ p: inout Parameters) { p.append(payments.map { UUIDBits(high: $0.high, low: $0.low) }) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentID { try row.paymentID(0) }
}

/// When what is known of these billers was announced.
struct BillersKnown: Statement {
    static let sql = "SELECT account, source_at FROM biller WHERE account = ANY ($1)"
    let accounts: [String]

    func bind(_ p: inout Parameters) { p.append(accounts) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (account: String, at: Int64) {
        (try row.string(0), try row.timestamptz(1).microseconds)
    }
}

/// What a biller calls a bill.
struct BillName: Hashable {
    let biller: String
    let bill: String
}

extension BillName {
    init(_ body: BillPresented) { self.init(biller: body.biller.text, bill: body.bill) }
}

/// To whom these bills were presented, and when last.
struct BillsKnown: Statement {
    static let sql = """
        SELECT biller, bill, customer, currency, source_at FROM bill
        JOIN unnest($1::text[], $2::text[]) AS wanted (biller, bill) USING (biller, bill) WHERE customer IS NOT NULL
        """
    let bills: [BillName]

    struct Row {
        let name: BillName
        let customer: String
        let currency: String
        let at: Int64
    }

    func bind(_ p: inout Parameters) {
        p.append(bills.map(\.biller))
        p.append(bills.map(\.bill))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            name: BillName(biller: try row.string(0), bill: try row.string(1)), customer: try row.string(2),
            currency: try row.string(3), at: try row.timestamptz(4).microseconds)
    }
}

/// The events that the payment worker has heard of these payments.
struct EventsHeard: Statement {
    static let sql = "SELECT payment, event FROM payment_event WHERE payment = ANY ($1)"
    let payments: [PaymentID]

    func bind(_ p: inout Parameters) { p.append(payments.map { UUIDBits(high: $0.high, low: $0.low) }) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> HeardEvent {
        HeardEvent(payment: try row.paymentID(0), event: try row.string(1))
    }
}

struct HeardEvent: Hashable {
    let payment: PaymentID
    let event: String
}

/// The mails of these payments.
struct MailsDone: Statement {
    static let sql = "SELECT payment, kind, recipient FROM mail WHERE payment = ANY ($1)"
    let payments: [PaymentID]

    func bind(_ p: inout Parameters) { p.append(payments.map { UUIDBits(high: $0.high, low: $0.low) }) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> MailName {
        MailName(payment: try row.paymentID(0), kind: try row.string(1), recipient: try row.string(2))
    }
}

struct MailName: Hashable {
    let payment: PaymentID
    let kind: String
    let recipient: String
}
