import Messages
import Payments

/// A transfer between two accounts, with the two entries it makes.
struct Movement {
    let payment: PaymentID
    let kind: PaymentKind
    let amountMinor: Int64
    let currency: Currency
    let debit: Side
    let credit: Side
    /// The account the money is meant for.
    let beneficiaryKey: Int64
    let purpose: Purpose

    /// An account with the number and the balance that the movement's entry leaves it with.
    struct Side {
        let key: Int64
        let version: Int64
        let balanceAfterMinor: Int64
    }

    enum Purpose {
        /// From the payer into clearing, for the request with this fingerprint.
        case hold(fingerprint: Int64)
        /// Out of clearing.
        case release(WalletCredited.Outcome, ReasonCode?)
        /// Out of suspense, by an operator's word.
        case departure
    }
}

extension Movement {
    var step: Int16 {
        switch purpose {
        case .hold: 1
        case .release: 2
        case .departure: 3
        }
    }

    var fingerprint: Int64? {
        switch purpose {
        case .hold(let fingerprint): fingerprint
        case .release, .departure: nil
        }
    }

    var release: (outcome: WalletCredited.Outcome, reason: ReasonCode?)? {
        switch purpose {
        case .hold, .departure: nil
        case .release(let outcome, let reason): (outcome, reason)
        }
    }
}

/// A payment that nothing was moved for.
struct Rejection {
    let payment: PaymentID
    let kind: PaymentKind
    let fingerprint: Int64
    let reason: ReasonCode
}
