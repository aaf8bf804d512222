import Messages
import Payments

/// All that is needed to write and address one mail.
package struct Envelope: Sendable {
    var notification: NotificationSend
    var address: MailAddress
    var name: String?
    var locale: String?
    /// Microseconds since the Unix epoch: when it was made, which becomes the mail's date.
    var madeAt: Int64

    package init(
        notification: NotificationSend, address: MailAddress, name: String? = nil, locale: String? = nil, madeAt: Int64
    ) {
        self.notification = notification
        self.address = address
        self.name = name
        self.locale = locale
        self.madeAt = madeAt
    }

    package func mail(from sender: Mailbox, languages: Languages) -> OutgoingMail {
        let identity = MailIdentity(notification)
        let letter = Letter(notification, name: name, locale: locale, languages: languages)
        let message = MailMessage(
            from: sender, to: Mailbox(name: name, address: address), subject: letter.subject,
            date: Timestamp(microseconds: madeAt), messageID: identity.messageID, language: letter.language,
            text: letter.text, html: letter.html)
        return OutgoingMail(name: identity.name, from: sender.address, to: address, data: message.bytes())
    }
}
