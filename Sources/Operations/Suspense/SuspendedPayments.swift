import Payments
import Postgres

/// Payments whose money is in suspense, the oldest first. Run it with the wallet's schema in the search path.
struct SuspendedPayments: Statement {
    /// Nil: all of them.
    let payment: PaymentID?
    let limit: Int32

    static let sql = """
        SELECT suspension.payment, suspension.kind, suspension.amount_minor, part.currency, suspension.reason,
            suspension.at, split_part(payer.id, '#', 1), payee.id, suspension.beneficiary_key = hold.beneficiary_key
        FROM transfer AS suspension
        JOIN transfer AS hold ON hold.payment = suspension.payment AND hold.step = 1
        JOIN account AS part ON part.account_key = suspension.credit_key
        JOIN account AS payer ON payer.account_key = hold.debit_key
        JOIN account AS payee ON payee.account_key = hold.beneficiary_key
        WHERE suspension.outcome = 'suspended' AND ($1::uuid IS NULL OR suspension.payment = $1) AND NOT EXISTS (
            SELECT FROM transfer AS departure WHERE departure.payment = suspension.payment AND departure.step = 3)
        ORDER BY suspension.at, suspension.payment LIMIT $2
        """

    func bind(_ p: inout Parameters) {
        p.append(payment.map { UUIDBits($0) })
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> SuspenseReport.Payment {
        SuspenseReport.Payment(
            payment: try row.paymentID(0).description, kind: try row.string(1), amountMinor: try row.int64(2),
            currency: try row.string(3), reason: try row.string(4), since: Moment(try row.timestamptz(5)),
            payer: try row.string(6), payee: try row.string(7), isForPayee: try row.bool(8))
    }
}

/// What is in suspense, currency by currency. Run it with the wallet's schema in the search path.
struct SuspenseTotals: Statement {
    static let sql = """
        SELECT part.currency, count(*), sum(suspension.amount_minor)::bigint
        FROM transfer AS suspension JOIN account AS part ON part.account_key = suspension.credit_key
        WHERE suspension.outcome = 'suspended' AND NOT EXISTS (
            SELECT FROM transfer AS departure WHERE departure.payment = suspension.payment AND departure.step = 3)
        GROUP BY part.currency ORDER BY part.currency
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> SuspenseReport.Total {
        SuspenseReport.Total(
            currency: try row.string(0), payments: try row.int64(1), amountMinor: try row.int64(2))
    }
}

/// Where a payment's money went from suspense. Run it with the wallet's schema in the search path.
struct DepartureOf: Statement {
    let payment: PaymentID

    static let sql = """
        SELECT account.id FROM transfer JOIN account ON account_key = beneficiary_key WHERE payment = $1 AND step = 3
        """

    func bind(_ p: inout Parameters) { p.append(UUIDBits(payment)) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
