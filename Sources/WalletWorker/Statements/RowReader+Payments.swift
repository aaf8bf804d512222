import Payments
import Postgres

extension RowReader {
    func payment(_ column: Int) throws(PostgresError) -> PaymentID {
        let bits = try uuid(column)
        return PaymentID(high: bits.high, low: bits.low)
    }

    func currency(_ column: Int) throws(PostgresError) -> Currency {
        guard let currency = Currency(try string(column)) else { throw unreadable(column) }
        return currency
    }

    /// An account's own id, also where the row is a part.
    func account(_ column: Int) throws(PostgresError) -> AccountID {
        guard let account = AccountID(String(Part.account(of: try string(column)))) else { throw unreadable(column) }
        return account
    }

    func choice<Choice: RawRepresentable<String>>(_ column: Int) throws(PostgresError) -> Choice {
        guard let choice = Choice(rawValue: try string(column)) else { throw unreadable(column) }
        return choice
    }

    func optionalChoice<Choice: RawRepresentable<String>>(_ column: Int) throws(PostgresError) -> Choice? {
        guard let text = try optionalString(column) else { return nil }
        guard let choice = Choice(rawValue: text) else { throw unreadable(column) }
        return choice
    }

    /// The database holds a word that this version of the program does not know.
    private func unreadable(_ column: Int) -> PostgresError {
        PostgresError(.invalidValue, column: "\(column)")
    }
}

extension PaymentID {
    var bits: UUIDBits { UUIDBits(high: high, low: low) }
}
