import Lane
import Messages
import Payments

/// A biller as last announced.
struct Biller: Sendable, Equatable {
    let account: AccountID
    let endpoint: String
    let currency: Currency?
    let isEnabled: Bool

    /// Why it cannot be asked for this payment; nil when it can.
    func refusal(of invoice: Invoice) -> ReasonCode? {
        if !isEnabled { return .billerDisabled }
        if let currency, currency != invoice.currency { return .currencyMismatch }
        return nil
    }
}

/// An announcement and where it stood.
struct Announcement: Sendable, Equatable {
    let message: BillerUpdated
    let origin: Origin

    func isNewer(than other: Announcement) -> Bool { origin.isNewer(than: other.origin) }
}
