import Payments
import Postgres

/// What the ledger decided about a payment, step by step.
public struct TransfersOf: Statement {
    private let payment: PaymentID

    public init(_ payment: PaymentID) {
        self.payment = payment
    }

    public struct Transfer: Sendable, Equatable {
        /// 1: the request. 2: the release of what was held.
        public let step: Int16
        public let kind: PaymentKind
        /// held, rejected; settled, refunded, suspended.
        public let outcome: String
        /// Why it was rejected, refunded or suspended.
        public let reason: ReasonCode?
        public let at: Timestamp
        /// Nil when nothing moved.
        public let movement: Moved?
    }

    public struct Moved: Sendable, Equatable {
        public let amountMinor: Int64
        public let currency: Currency
        /// Rows of the ledger, as `clearing:EUR#3`.
        public let debit: String
        public let credit: String
    }

    public static let sql = """
        SELECT transfer.step, transfer.kind, transfer.outcome, transfer.reason, transfer.at, transfer.amount_minor,
            debit.currency, debit.id, credit.id
        FROM transfer
        LEFT JOIN account AS debit ON debit.account_key = transfer.debit_key
        LEFT JOIN account AS credit ON credit.account_key = transfer.credit_key
        WHERE transfer.payment = $1 ORDER BY transfer.step
        """

    public func bind(_ p: inout Parameters) { p.append(payment.bits) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Transfer {
        var movement: Moved?
        if let amountMinor = try row.optionalInt64(5) {
            movement = Moved(
                amountMinor: amountMinor, currency: try row.currency(6), debit: try row.string(7),
                credit: try row.string(8))
        }
        return Transfer(
            step: try row.int16(0), kind: try row.choice(1), outcome: try row.string(2),
            reason: try row.optionalChoice(3), at: Timestamp(microseconds: try row.timestamptz(4).microseconds),
            movement: movement)
    }
}
