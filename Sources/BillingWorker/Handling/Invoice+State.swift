import Payments

/// An invoice's state as the database's columns have it.
extension Invoice.State {
    var name: String {
        switch self {
        case .open: "open"
        case .paid: "paid"
        case .failed: "failed"
        }
    }

    var receipt: String? {
        switch self {
        case .paid(let receipt): receipt
        case .open, .failed: nil
        }
    }

    var reason: ReasonCode? {
        switch self {
        case .failed(let reason): reason
        case .open, .paid: nil
        }
    }

    /// Nil when the columns do not go together, or hold a word that this version of the program does not know.
    init?(name: String, receipt: String?, reason: String?) {
        switch (name, reason) {
        case ("open", nil): self = .open
        case ("paid", nil): self = .paid(receipt: receipt)
        case ("failed", let reason?):
            guard let reason = ReasonCode(rawValue: reason) else { return nil }
            self = .failed(reason)
        default: return nil
        }
    }
}
