import Lane
import Messages
import Payments

/// A batch, sorted by what is to be done.
struct Docket {
    /// A mail to be put in an envelope.
    struct Mail {
        let identity: MailIdentity
        let notification: NotificationSend
        /// How many were made already.
        let attempts: Int32
        /// Index into the batch's items.
        let item: Int
    }

    /// A call that has ended.
    struct Ended {
        let identity: MailIdentity
        let ending: Ending
        let item: Int
    }

    enum Ending {
        case tried(Delivery, Call)
        case unaddressed(Mail)
        /// The call's body is none that this version wrote.
        case unreadable(attempts: Int32)
    }

    /// The newest of each account, in their order.
    let contacts: [Contact]
    /// Each mail once, as it was asked for first.
    let asked: [Mail]
    let ended: [Ended]

    init(_ batch: Batch<NotificationMessage, MailOutcome>) {
        var contacts: [Contact] = []
        var asked: [Mail] = []
        var ended: [Ended] = []
        var isAsked: Set<MailIdentity> = []
        let reader = CallReader()
        for (index, item) in batch.items.enumerated() {
            switch item.cause {
            case .message(.send(let notification), _):
                let identity = MailIdentity(notification)
                guard isAsked.insert(identity).inserted else { continue }
                asked.append(Mail(identity: identity, notification: notification, attempts: 0, item: index))
            case .message(.contactUpdated(let body), let origin):
                contacts.append(Contact(body, origin))
            case .message(.contactRemoved(let account), let origin):
                contacts.append(Contact(removed: account, origin))
            case .done(let call, let outcome):
                guard let identity = MailIdentity(callKey: call.key) else { continue }
                ended.append(
                    Ended(identity: identity, ending: reader.ending(of: call, outcome, item: index), item: index))
            case .due:
                continue
            }
        }
        self.contacts = Contact.newest(of: contacts)
        self.asked = asked
        self.ended = ended
    }

    var isOnlyContacts: Bool { asked.isEmpty && ended.isEmpty }

    /// Everyone whose address is needed, each once.
    var recipients: [AccountID] {
        let unaddressed = ended.compactMap { ended in
            if case .unaddressed(let mail) = ended.ending { mail.identity.recipient } else { nil }
        }
        return Set(asked.map(\.identity.recipient) + unaddressed).sorted()
    }

    /// The mails whose age decides whether they are tried again.
    var postponed: [MailIdentity] {
        ended.compactMap { ended in
            if case .tried(.later, _) = ended.ending { ended.identity } else { nil }
        }
    }
}

/// Reads back what a call was scheduled with.
private struct CallReader {
    private let decoder = MessageDecoder(maximumBytes: 4096)

    func ending(of call: Call, _ outcome: MailOutcome, item: Int) -> Docket.Ending {
        switch outcome {
        case .tried(let delivery):
            return .tried(delivery, call)
        case .unaddressed:
            let message = try? call.body.withUnsafeBytes {
                try decoder.decode(topic: NotificationSend.topic, type: nil, value: $0)
            }
            guard case .notificationSend(let notification) = message else { return .unreadable(attempts: call.attempt) }
            return .unaddressed(
                Docket.Mail(
                    identity: MailIdentity(notification), notification: notification, attempts: call.attempt, item: item
                ))
        }
    }
}
