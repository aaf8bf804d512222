import Payments
import Postgres

/// A bill as a customer is shown it.
struct BillRecord: Sendable {
    let biller: String
    let bill: String
    let customer: String
    /// The biller's account when its name is not known.
    let billerName: String
    let amountMinor: Int64
    let currency: String
    let dueDate: CalendarDate
    let description: String?
    let isWithdrawn: Bool
    let payment: PaymentID?
    let paidAt: Timestamp?

    static let columns = """
        b.biller, b.bill, b.customer, coalesce(known.name, b.biller), b.amount_minor, b.currency,
            b.due_on - DATE '1970-01-01', b.description, b.withdrawn, b.payment, b.paid_at
        """

    init(_ row: borrowing RowReader) throws(PostgresError) {
        biller = try row.string(0)
        bill = try row.string(1)
        customer = try row.string(2)
        billerName = try row.string(3)
        amountMinor = try row.int64(4)
        currency = try row.string(5)
        dueDate = CalendarDate(daysSinceEpoch: try row.int32(6))
        description = try row.optionalString(7)
        isWithdrawn = try row.bool(8)
        payment = try row.optionalUUID(9).map { PaymentID(high: $0.high, low: $0.low) }
        paidAt = try row.optionalTimestamptz(10).map { Timestamp(microseconds: $0.microseconds) }
    }

    enum Status: String, Sendable, CaseIterable {
        case due
        /// Due before today, in UTC.
        case overdue
        case paid
        case withdrawn
    }

    /// What was paid is paid, also when it was taken back or presented anew since.
    func status(on today: CalendarDate) -> Status {
        if payment != nil { return .paid }
        if isWithdrawn { return .withdrawn }
        return dueDate < today ? .overdue : .due
    }

    var position: BillPosition { BillPosition(dueDate: dueDate, biller: biller, bill: bill) }
}

/// Where a bill stands in a list.
struct BillPosition: Sendable {
    let dueDate: CalendarDate
    let biller: String
    let bill: String
}

/// A part of the bills that were presented to some accounts.
struct BillPage: Sendable {
    let accounts: [AccountID]
    /// Only those due before this day.
    let dueBefore: CalendarDate?
    let after: BillPosition?
    let limit: Int

    func bind(_ p: inout Parameters, start: CalendarDate) {
        p.append(accounts.map(\.text))
        p.append((after?.dueDate ?? start).daysSinceEpoch)
        p.append(after?.biller ?? "")
        p.append(after?.bill ?? "")
        p.append((dueBefore ?? .last).daysSinceEpoch)
        p.append(Int64(limit))
    }
}

extension CalendarDate {
    /// Before and after all days that a bill can be due on.
    static let first = CalendarDate(daysSinceEpoch: 0)
    static let last = CalendarDate(daysSinceEpoch: 3_000_000)
}

/// Bills still to be paid, the soonest due first.
struct ReadUpcomingBills: Statement, Sendable {
    let page: BillPage

    static let sql = """
        SELECT \(BillRecord.columns) FROM unnest($1::text[]) AS mine (account) CROSS JOIN LATERAL (
            SELECT * FROM billing.bill
            WHERE customer = mine.account AND payment IS NULL AND NOT withdrawn
                AND due_on >= DATE '1970-01-01' + $2
                AND (due_on, biller, bill) > (DATE '1970-01-01' + $2, $3, $4) AND due_on < DATE '1970-01-01' + $5
            ORDER BY due_on, biller, bill LIMIT $6) AS b
        LEFT JOIN billing.biller AS known ON known.account = b.biller
        ORDER BY b.due_on, b.biller, b.bill LIMIT $6
        """

    func bind(_ p: inout Parameters) { page.bind(&p, start: .first) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> BillRecord { try BillRecord(row) }
}

/// Bills in whatever state, the latest due first. `$7` chooses a state, `$8` is today.
struct ReadBills: Statement, Sendable {
    let page: BillPage
    let status: BillRecord.Status?
    let today: CalendarDate

    static let sql = """
        SELECT \(BillRecord.columns) FROM unnest($1::text[]) AS mine (account) CROSS JOIN LATERAL (
            SELECT * FROM billing.bill
            WHERE customer = mine.account AND due_on <= DATE '1970-01-01' + $2
                AND (due_on, biller, bill) < (DATE '1970-01-01' + $2, $3, $4) AND due_on < DATE '1970-01-01' + $5
                AND ($7::text IS NULL OR $7 = CASE
                    WHEN payment IS NOT NULL THEN 'paid' WHEN withdrawn THEN 'withdrawn'
                    WHEN due_on < DATE '1970-01-01' + $8 THEN 'overdue' ELSE 'due' END)
            ORDER BY due_on DESC, biller DESC, bill DESC LIMIT $6) AS b
        LEFT JOIN billing.biller AS known ON known.account = b.biller
        ORDER BY b.due_on DESC, b.biller DESC, b.bill DESC LIMIT $6
        """

    func bind(_ p: inout Parameters) {
        page.bind(&p, start: .last)
        p.append(status?.rawValue)
        p.append(today.daysSinceEpoch)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> BillRecord { try BillRecord(row) }
}

/// A bill by its biller's account and number, when it was presented to this account.
struct ReadBill: Statement, Sendable {
    let biller: AccountID
    let bill: String
    let customer: AccountID

    static let sql = """
        SELECT \(BillRecord.columns) FROM billing.bill AS b
        LEFT JOIN billing.biller AS known ON known.account = b.biller
        WHERE b.biller = $1 AND b.bill = $2 AND b.customer = $3
        """

    func bind(_ p: inout Parameters) {
        p.append(biller.text)
        p.append(bill)
        p.append(customer.text)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> BillRecord { try BillRecord(row) }
}
