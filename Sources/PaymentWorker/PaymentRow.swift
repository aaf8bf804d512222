import Payments

/// A payment as it is known: a row of `payment`. Times are microseconds since the Unix epoch.
struct PaymentRow: Equatable {
    let id: PaymentID
    var facts: PaymentFacts
    /// Who said the facts.
    var authority: Authority
    var state: PaymentState
    var reason: ReasonCode?
    var reference: String?
    /// The request or the debit was read, so `reference` is known, or known to be absent.
    var isDetailed: Bool
    /// Who has been told of the payment's end.
    var told: Audience
    /// The earliest event heard of.
    var since: Int64
    var requestedAt: Int64?
    /// When the event happened that gave the present state.
    var updatedAt: Int64
    /// The timeline.
    var heard = HeardEvents()

    var finalAt: Int64? { state.isFinal ? updatedAt : nil }
}

/// Who is told how a payment ended, as the column `told` keeps it.
struct Audience: OptionSet {
    let rawValue: Int16

    static let payer = Audience(rawValue: 1)
    static let payee = Audience(rawValue: 2)
}

/// Why a message does not fit what was known before it. The raw values are the column `contradiction.code`.
enum Contradiction: String {
    /// Another payer, payee, amount, currency, kind or reference than before.
    case body
    /// No legal life of a payment has both events.
    case state
}
