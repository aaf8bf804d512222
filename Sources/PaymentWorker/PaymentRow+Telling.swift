import Messages
import Payments

extension PaymentRow {
    /// People are told once, when the payment has come to its end and its request or debit was read, which carries the
    /// reference: in whatever order the events come, the words are the same.
    var isToBeTold: Bool { state.isFinal && isDetailed && told.isEmpty }

    /// Who is told of this end. Billers and accounts outside are no people; who asked for a top-up is its payee.
    var audience: Audience {
        switch facts.kind {
        case .topup: .payee
        case .bill, .withdrawal: .payer
        case .transfer: state == .settled && facts.payer != facts.payee ? [.payer, .payee] : .payer
        }
    }

    /// One for each of the audience, or none while the payment is under way.
    func notifications() -> [NotificationSend] {
        guard let outcome = outcomeKind else { return [] }
        var notifications: [NotificationSend] = []
        if audience.contains(.payer) {
            notifications.append(notification(outcome, to: facts.payer, about: facts.payee))
        }
        if audience.contains(.payee) {
            let kind = state == .settled ? .paymentReceived : outcome
            // Money that did not come from outside says nothing about where it was to go.
            notifications.append(notification(kind, to: facts.payee, about: state == .settled ? facts.payer : nil))
        }
        return notifications
    }

    private var outcomeKind: NotificationKind? {
        switch state {
        case .settled: .paymentSettled
        case .refunded: .paymentRefunded
        case .suspended: .paymentSuspended
        case .rejected: .paymentRejected
        case .requested, .debited, .paid, .failed: nil
        }
    }

    private func notification(
        _ kind: NotificationKind, to recipient: AccountID, about counterparty: AccountID?
    ) -> NotificationSend {
        NotificationSend(
            payment: id, kind: kind, recipient: recipient, amountMinor: facts.amountMinor, currency: facts.currency,
            counterparty: counterparty, reference: reference, reason: reason)
    }
}
