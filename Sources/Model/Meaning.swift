import Payments

/// What a line says, for the reference model: the same content as the JSON, not read back from it.
public enum Meaning: Sendable, Equatable {
    case account(AccountOrder)
    /// A mail address is now known for the account.
    case contact(AccountID)
    /// A biller (or a source, or a rail) has announced itself.
    case biller(AccountID, isEnabled: Bool)
    case payment(PaymentOrder)
    /// The payer wants it back, if that is still possible.
    case cancellation(PaymentOrder)
    /// A line every decoder refuses with this code.
    case malformed(code: String)
}

/// An `account.requested` line.
public struct AccountOrder: Sendable, Equatable {
    public enum Action: Sendable, Equatable {
        case open(AccountKind, Currency, overdraftLimitMinor: Int64)
        case freeze
        case unfreeze
        case close
    }

    public var account: AccountID
    public var action: Action
}

/// A `payment.requested` line that decodes. Its currency is text, because an unknown one is a rejection, not an error.
public struct PaymentOrder: Sendable, Equatable {
    public var id: PaymentID
    public var kind: PaymentKind
    public var payer: AccountID
    public var payee: AccountID
    public var amountMinor: Int64
    public var currency: String
    public var bill: String?
    public var reference: String?
    public var requestedAt: Timestamp

    /// The account whose partition the line goes to: the payer's, for a top-up the payee's.
    public var key: AccountID { kind == .topup ? payee : payer }
}

/// A line and what it says.
public struct Entry: Sendable, Equatable {
    public let line: SeedLine
    public let meaning: Meaning
}

extension Entry {
    /// What a payer says who wants a payment back.
    package static func cancellation(of order: PaymentOrder) -> Entry {
        var text = JSONText()
        text.object { $0.field("payment", order.id.description) }
        let line = SeedLine(
            topic: "payment.cancel_requested", key: order.id.description, value: text.bytes, phase: .payments,
            isWellFormed: true)
        return Entry(line: line, meaning: .cancellation(order))
    }

    /// A bill of one minor unit, which its biller takes at once.
    package static func bill(_ id: PaymentID, payer: Customer, number: String, at: Timestamp) -> Entry {
        let order = PaymentOrder(
            id: id, kind: .bill, payer: payer.account, payee: Biller.payees(payer.currency)[0].account, amountMinor: 1,
            currency: payer.currency.code, bill: BillerRule.invoice + number, reference: nil, requestedAt: at)
        return order.entry(phase: .payments)
    }

    /// A message as large as a broker takes one, which nobody can read.
    ///
    /// - Parameter key: as upstream would have it, so that it is on a lane where others are.
    package static func oversized(key: String, bytes: Int) -> Entry {
        let head = Array("{\"note\":\"".utf8)
        let value = head + Array(repeating: UInt8(ascii: "x"), count: bytes - head.count - 2) + Array("\"}".utf8)
        let line = SeedLine(topic: "payment.requested", key: key, value: value, phase: .payments, isWellFormed: false)
        return Entry(line: line, meaning: .malformed(code: "missing_field"))
    }
}
