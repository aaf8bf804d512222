import Payments
import Postgres

extension RowReader {
    func payment(_ column: Int) throws(PostgresError) -> PaymentID {
        let bits = try uuid(column)
        return PaymentID(high: bits.high, low: bits.low)
    }

    func account(_ column: Int) throws(PostgresError) -> AccountID {
        try known(column, AccountID(try string(column)))
    }

    func optionalAccount(_ column: Int) throws(PostgresError) -> AccountID? {
        guard let text = try optionalString(column) else { return nil }
        return try known(column, AccountID(text))
    }

    func currency(_ column: Int) throws(PostgresError) -> Currency {
        try known(column, Currency(try string(column)))
    }

    func optionalCurrency(_ column: Int) throws(PostgresError) -> Currency? {
        guard let text = try optionalString(column) else { return nil }
        return try known(column, Currency(text))
    }

    func choice<Choice: RawRepresentable<String>>(_ column: Int) throws(PostgresError) -> Choice {
        try known(column, Choice(rawValue: try string(column)))
    }

    func optionalMicroseconds(_ column: Int) throws(PostgresError) -> Int64? {
        try optionalTimestamptz(column)?.microseconds
    }

    /// Nil: the database holds a word that this version of the program does not know.
    func known<Value>(_ column: Int, _ value: Value?) throws(PostgresError) -> Value {
        guard let value else { throw PostgresError(.invalidValue, column: "\(column)") }
        return value
    }
}

extension UUIDBits {
    init(_ payment: PaymentID) { self.init(high: payment.high, low: payment.low) }
}
