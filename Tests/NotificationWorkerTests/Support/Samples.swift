import Messages
import NotificationWorker
import Payments
import Testing

let samplePayment = PaymentID(high: 0x0193_2f7e_5b1c_7cc3, low: 0x98c4_dc0c_0c07_398f)
/// 2023-11-21T02:09:00Z
let sampleTime: Int64 = 1_700_532_540_000_000

func sender() throws -> Mailbox {
    Mailbox(name: "Giro", address: try #require(MailAddress("bank@giro.example")))
}

func account(_ text: String) throws -> AccountID { try #require(AccountID(text)) }

func notification(
    _ kind: NotificationKind = .paymentSettled, payment: PaymentID = samplePayment, recipient: String = "wallet:ann",
    amountMinor: Int64 = 1250, currency: String = "EUR", reference: String? = "rent & <more>",
    reason: ReasonCode? = nil, counterparty: String = "wallet:bob"
) throws -> NotificationSend {
    NotificationSend(
        payment: payment, kind: kind, recipient: try account(recipient), amountMinor: amountMinor, currency: currency,
        counterparty: try account(counterparty), reference: reference, reason: reason)
}

func letter(
    _ kind: NotificationKind, recipient: String = "wallet:ann", amountMinor: Int64 = 1250, currency: String = "EUR",
    name: String? = nil, reference: String? = "rent & <more>", reason: ReasonCode? = nil, locale: String = "en"
) throws -> [UInt8] {
    let envelope = Envelope(
        notification: try notification(
            kind, recipient: recipient, amountMinor: amountMinor, currency: currency, reference: reference,
            reason: reason),
        address: try #require(MailAddress("ann@wallet.example")), name: name, locale: locale, madeAt: sampleTime)
    return envelope.mail(from: try sender(), languages: .builtIn).data
}
