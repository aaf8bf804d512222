import Messages
import Payments

/// What makes a mail the same mail: one (payment, kind, recipient) is one mail, however often it is asked for or tried.
public struct MailIdentity: Hashable, Sendable {
    public var payment: PaymentID
    public var kind: NotificationKind
    public var recipient: AccountID

    public init(payment: PaymentID, kind: NotificationKind, recipient: AccountID) {
        self.payment = payment
        self.kind = kind
        self.recipient = recipient
    }

    init(_ notification: NotificationSend) {
        self.init(payment: notification.payment, kind: notification.kind, recipient: notification.recipient)
    }

    /// The key of its call: `<payment>/<kind>/<recipient>`.
    var callKey: String { "\(payment)/\(kind.rawValue)/\(recipient)" }

    init?(callKey: String) {
        let parts = callKey.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let payment = PaymentID(String(parts[0])),
            let kind = NotificationKind(rawValue: String(parts[1])), let recipient = AccountID(String(parts[2]))
        else { return nil }
        self.init(payment: payment, kind: kind, recipient: recipient)
    }

    /// Fit for a file's name and for the left side of a Message-ID; the recipient only as a hash.
    var name: String { "\(payment).\(kind.rawValue).\(StableHash.hexadecimal(recipient.text))" }

    /// The same for every attempt, so that a receiver can tell a second copy from a second mail.
    var messageID: String { name + "@giro" }
}

extension MailIdentity: Comparable {
    public static func < (left: MailIdentity, right: MailIdentity) -> Bool {
        if left.payment != right.payment { return left.payment < right.payment }
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        return left.recipient < right.recipient
    }
}
