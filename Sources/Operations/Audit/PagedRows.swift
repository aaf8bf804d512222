import Payments
import Postgres

/// A statement that reads rows by payment, from one on, in the order of the ids.
protocol PageStatement: Statement where Row: PaymentFact {
    init(from payment: UUIDBits, limit: Int32)
}

/// A row about a payment.
protocol PaymentFact {
    var payment: PaymentID { get }
}

/// All rows of a table by payment, a page at a time: however many there are, memory does not grow.
final class PagedRows<S: PageStatement> {
    private let snapshot: Snapshot
    private let worker: String
    private let pageSize: Int32
    private var page: ArraySlice<S.Row> = []
    private var from: UUIDBits? = UUIDBits(high: 0, low: 0)

    init(_ snapshot: Snapshot, of worker: String, pageSize: Int32 = 5_000) {
        self.snapshot = snapshot
        self.worker = worker
        self.pageSize = pageSize
    }

    /// The next row, without taking it.
    func peek() throws(OperationError) -> S.Row? {
        if page.isEmpty, let from {
            let rows = try snapshot.query(S(from: from, limit: pageSize), of: worker)
            page = rows[...]
            self.from = rows.count < Int(pageSize) ? nil : rows.last.flatMap { Self.successor(of: $0.payment) }
        }
        return page.first
    }

    /// The next row, if it is of this payment.
    func take(_ payment: PaymentID) throws(OperationError) -> S.Row? {
        guard let row = try peek(), row.payment == payment else { return nil }
        page.removeFirst()
        return row
    }

    private static func successor(of payment: PaymentID) -> UUIDBits? {
        if payment.low < .max { return UUIDBits(high: payment.high, low: payment.low + 1) }
        return payment.high < .max ? UUIDBits(high: payment.high + 1, low: 0) : nil
    }
}

extension RowReader {
    func paymentID(_ column: Int) throws(PostgresError) -> PaymentID {
        let bits = try uuid(column)
        return PaymentID(high: bits.high, low: bits.low)
    }

    func timestamp(_ column: Int) throws(PostgresError) -> Timestamp {
        Timestamp(microseconds: try timestamptz(column).microseconds)
    }

    func optionalTimestamp(_ column: Int) throws(PostgresError) -> Timestamp? {
        try optionalTimestamptz(column).map { Timestamp(microseconds: $0.microseconds) }
    }
}
