import Lane
import Messages
import Payments
import Postgres

/// Tells people what became of their payments: one mail for each (payment, kind, recipient).
///
/// The handler notes each mail once, by that key, and schedules its delivery as an outside call. Mail servers cannot be
/// asked whether they have taken a mail, so one whose fate is unknown (a time-out after its content was sent, a crash
/// before the result was recorded) is sent again, with the same Message-ID.
public struct NotificationWorker: Worker {
    public typealias Message = NotificationMessage
    public typealias Outcome = MailOutcome

    static let callKind = "mail"

    public let name = "notification"
    public let inputs = [NotificationSend.topic, ContactUpdated.topic]
    public let personalInputs: Set = [ContactUpdated.topic]
    public let migrations = [
        Migration(number: 1, name: "mail", sql: PackageResources._001_mail_sql),
        Migration(number: 2, name: "source_log", sql: PackageResources._002_source_log_sql),
        Migration(number: 3, name: "limits", sql: PackageResources._003_limits_sql),
    ]

    let transport: any MailTransport
    let sender: Mailbox
    let retries: RetryPolicy
    let languages: Languages
    let envelopes: Envelopes
    let limits: MailLimits
    let counts = MailCounts()

    /// - Parameters:
    ///   - sender: the From of every mail, and its envelope sender.
    ///   - waitingMails: how many addressed mails are kept in memory for delivery; more wait in the database.
    public init(
        transport: any MailTransport, sender: Mailbox, retries: RetryPolicy = RetryPolicy(),
        limits: MailLimits = MailLimits(), waitingMails: Int = 8192
    ) {
        self.transport = transport
        self.sender = sender
        self.retries = retries
        self.limits = limits
        languages = .builtIn
        envelopes = Envelopes(capacity: waitingMails)
    }

    public func makeDecoder() -> any RecordDecoder<NotificationMessage> { NotificationDecoder() }

    /// Hands one mail over. A retry or a recovered call finds no envelope and goes by way of the handler, so the
    /// address is always one that was read within the last minute.
    public func perform(_ call: Call) async -> MailOutcome {
        guard let envelope = envelopes.take(key: call.key, now: WallClock.microseconds()) else {
            return .unaddressed
        }
        return .tried(await transport.deliver(envelope.mail(from: sender, languages: languages)))
    }

    public func connector(of call: Call) -> String? { Self.mailConnector }

    /// Mails are shared out by recipient.
    public func share(of call: Call) -> CallShare? {
        MailIdentity(callKey: call.key).map { CallShare(owner: $0.recipient.text, target: $0.recipient.text) }
    }

    /// What operators call the mail server.
    public static let mailConnector = "mail"

    public func ending(of outcome: MailOutcome) -> CallEnding {
        switch outcome {
        case .tried(.accepted): CallEnding("sent")
        case .tried(.refused(let code)): CallEnding("refused", code: code)
        case .tried(.later(let code)): CallEnding("later", code: code)
        case .unaddressed: CallEnding("unaddressed")
        }
    }
}

/// How the call `mail` ended.
public enum MailOutcome: Sendable, Equatable {
    case tried(Delivery)
    /// This process does not know the address (any more): nothing was tried.
    case unaddressed
}
