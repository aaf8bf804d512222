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

    /// Later in the same partition, or later in time: a new cluster counts offsets from zero again.
    func isNewer(than other: Announcement) -> Bool {
        origin.timestamp > other.origin.timestamp
            || origin.partition == other.origin.partition && origin.offset > other.origin.offset
    }
}
