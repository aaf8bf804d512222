import Payments
import Postgres

/// When billing first heard that a payment is to be cancelled. Run it with the schema `billing` in the search path.
public struct CancellationOf: Statement {
    public let payment: PaymentID

    public init(payment: PaymentID) {
        self.payment = payment
    }

    public static let sql = "SELECT asked_at FROM cancellation WHERE payment = $1"

    public func bind(_ p: inout Parameters) { p.append(UUIDBits(payment)) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Timestamp {
        Timestamp(microseconds: try row.timestamptz(0).microseconds)
    }
}
