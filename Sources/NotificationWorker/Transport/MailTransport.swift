import Payments

/// The way a mail leaves the house. Called concurrently.
public protocol MailTransport: Sendable {
    /// Hands the mail over. Never throws: every outcome is one of the three.
    func deliver(_ mail: OutgoingMail) async -> Delivery
}

/// A finished mail and its envelope. Personal: never logged, never stored but by the transport itself.
public struct OutgoingMail: Sendable {
    /// The same for every attempt at the same mail, and fit for a file name.
    public var name: String
    public var from: MailAddress
    public var to: MailAddress
    /// RFC 5322, CRLF line ends.
    public var data: [UInt8]

    public init(name: String, from: MailAddress, to: MailAddress, data: [UInt8]) {
        self.name = name
        self.from = from
        self.to = to
        self.data = data
    }
}

/// How an attempt ended. Codes are stable, in snake case, and free of personal data.
public enum Delivery: Sendable, Equatable {
    case accepted
    /// Not now, or not known: try again. After a time-out the mail may have arrived; its Message-ID stays the same, so
    /// that receivers can see a second copy for what it is.
    case later(code: String)
    /// This mail will never be accepted.
    case refused(code: String)
}
