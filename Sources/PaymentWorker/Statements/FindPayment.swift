import Payments
import Postgres

/// A payment as an operator sees it. Run it with the schema `payment` in the search path.
public struct FindPayment: Statement {
    public let payment: PaymentID

    public init(payment: PaymentID) {
        self.payment = payment
    }

    public struct Row: Sendable, Equatable {
        public let state: PaymentState
        public let kind: PaymentKind
        public let payer: AccountID
        public let payee: AccountID
        /// As asked for: of a rejected payment perhaps not valid. So is the currency.
        public let amountMinor: Int64
        public let currency: String
        public let reason: ReasonCode?
        public let requestedAt: Timestamp?
        public let since: Timestamp
        public let updatedAt: Timestamp
        public let payerWasTold: Bool
        public let payeeWasTold: Bool
        /// Messages that did not fit what was known before them.
        public let contradictions: Int64
    }

    public static let sql = """
        SELECT state, kind, payer, payee, amount_minor, currency, reason, requested_at, since, updated_at, told,
            (SELECT count(*) FROM contradiction WHERE contradiction.payment = payment.id)
        FROM payment WHERE id = $1
        """

    public func bind(_ p: inout Parameters) { p.append(UUIDBits(payment)) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let told = Audience(rawValue: try row.int16(10))
        return Row(
            state: try row.stored(0), kind: try row.stored(1), payer: try row.stored(2), payee: try row.stored(3),
            amountMinor: try row.int64(4), currency: try row.string(5), reason: try row.optionalStored(6),
            requestedAt: try row.optionalMoment(7), since: try row.moment(8), updatedAt: try row.moment(9),
            payerWasTold: told.contains(.payer), payeeWasTold: told.contains(.payee),
            contradictions: try row.int64(11))
    }
}
