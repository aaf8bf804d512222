import Payments

/// Mails codes, and news of a person's own credentials. It is no part of the worker: neither goes over a topic or into
/// one of its tables.
public struct CodeMailer: Sendable {
    /// What a code is for.
    public enum Purpose: String, Sendable, CaseIterable {
        case login = "login_code"
        case address = "address_code"
    }

    private let transport: any MailTransport
    private let sender: Mailbox

    public init(transport: any MailTransport, sender: Mailbox) {
        self.transport = transport
        self.sender = sender
    }

    /// - Parameters:
    ///   - email: where to.
    ///   - locale: a language tag.
    /// - Returns: whether the mail was taken. A time-out says no, although it may have been.
    public func send(_ code: String, for purpose: Purpose, to email: String, locale: String) async -> Bool {
        let name = "code.\(UInt64.random(in: 0...UInt64.max))"
        let letter = Letter(code: code, kind: purpose.rawValue, locale: locale, languages: .builtIn)
        return await deliver(letter, named: name, to: email) == .accepted
    }

    /// Mails news.
    ///
    /// - Parameters:
    ///   - id: the same for each attempt at the same mail.
    ///   - kind: names the phrases `notice.<kind>`.
    ///   - details: lines by the phrase `label.<label>`; without a value the phrase `value.ended` stands there.
    public func tell(
        _ kind: String, id: String, details: [(label: String, value: String?)], name: String?, to email: String,
        locale: String
    ) async -> Delivery {
        let letter = Letter(notice: kind, details: details, name: name, locale: locale, languages: .builtIn)
        return await deliver(letter, named: "notice.\(id)", to: email)
    }

    private func deliver(_ letter: Letter, named name: String, to email: String) async -> Delivery {
        guard let address = MailAddress(email) else { return .refused(code: "invalid_address") }
        let message = MailMessage(
            from: sender, to: Mailbox(name: nil, address: address), subject: letter.subject, date: .now(),
            messageID: name + "@giro", language: letter.language, text: letter.text, html: letter.html)
        return await transport.deliver(
            OutgoingMail(name: name, from: sender.address, to: address, data: message.bytes()))
    }
}
