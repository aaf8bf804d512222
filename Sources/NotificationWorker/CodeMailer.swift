import Payments

/// Mails codes for logging in. It is no part of the worker: a code goes over no topic and into no table.
public struct CodeMailer: Sendable {
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
    public func send(_ code: String, to email: String, locale: String) async -> Bool {
        guard let address = MailAddress(email) else { return false }
        let name = "code.\(UInt64.random(in: 0...UInt64.max))"
        let letter = Letter(code: code, locale: locale, languages: .builtIn)
        let message = MailMessage(
            from: sender, to: Mailbox(name: nil, address: address), subject: letter.subject, date: .now(),
            messageID: name + "@giro", language: letter.language, text: letter.text, html: letter.html)
        let mail = OutgoingMail(name: name, from: sender.address, to: address, data: message.bytes())
        return await transport.deliver(mail) == .accepted
    }
}
