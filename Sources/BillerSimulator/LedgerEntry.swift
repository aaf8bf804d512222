/// What the simulated biller knows of one payment.
public struct LedgerEntry: Sendable, Hashable, Codable {
    public enum Status: String, Sendable, Hashable, Codable {
        /// Asked for, nothing done.
        case requested
        case accepted
        case refused
    }

    public var biller: String
    /// The idempotency key.
    public var payment: String
    public var status: Status
    public var amountMinor: Int64
    public var currency: String
    /// How often money was taken in for it: never more than once in a right world.
    public var effects: Int
    /// PUT and GET requests about it, answered or not.
    public var requests: Int
    /// Requests with the same key and another body.
    public var conflicts: Int
    public var receipt: String?
    public var reason: String?

    private enum CodingKeys: String, CodingKey {
        case biller
        case payment
        case status
        case amountMinor = "amount_minor"
        case currency
        case effects
        case requests
        case conflicts
        case receipt
        case reason
    }
}

/// The answer of `GET /ledger`.
public struct LedgerReport: Sendable, Hashable, Codable {
    public var payments: [LedgerEntry]

    public init(payments: [LedgerEntry]) {
        self.payments = payments
    }
}
