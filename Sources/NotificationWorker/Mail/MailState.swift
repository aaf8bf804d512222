/// Where a mail is. The raw values are the column `mail.state`.
public enum MailState: String, Sendable, CaseIterable {
    /// Waiting for its first or its next attempt.
    case queued
    /// A mail server, or the maildir, has taken it.
    case sent
    /// Nobody knows where the recipient is reached. Not a fault, and not tried again.
    case noAddress = "no_address"
    /// There is an address, and it gets no mail now: nobody has confirmed it, or it has got as many as it may. Not
    /// tried again.
    case withheld
    /// The address or the mail was refused for good.
    case undeliverable
    /// Tried until it was too old.
    case failed
}

/// What became of a mail, to be written down.
struct MailResult {
    let identity: MailIdentity
    let state: MailState
    /// Why it is not sent; stable, and free of personal data.
    var code: String?
    /// How many times it was handed to the transport.
    let attempts: Int32
}
