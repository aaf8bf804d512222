import Payments
import Postgres

/// Which of the bills were presented and are paid, and by which payment. A number that was never presented is a name
/// that many may pay: a donation.
struct FindPaidBills: Statement {
    let bills: [BillName]

    static let sql = """
        SELECT found.* FROM unnest($1::text[], $2::text[]) AS wanted (biller, bill)
        CROSS JOIN LATERAL (
            SELECT biller, bill, payment FROM bill
            WHERE bill.biller = wanted.biller AND bill.bill = wanted.bill AND payment IS NOT NULL
                AND customer IS NOT NULL
            OFFSET 0
        ) AS found
        """

    func bind(_ p: inout Parameters) {
        p.append(count: bills.count) { bills[$0].biller.text }
        p.append(count: bills.count) { bills[$0].bill }
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (name: BillName, payment: PaymentID) {
        (BillName(biller: try row.account(0), bill: try row.string(1)), try row.payment(2))
    }
}
