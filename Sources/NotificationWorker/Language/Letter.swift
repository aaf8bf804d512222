import Messages
import Mustache
import Payments

/// A notification in one person's language: the mail's subject and both of its bodies.
struct Letter {
    let language: String
    let subject: String
    let text: String
    let html: String

    /// - Parameter name: how the person is called, if it is known.
    init(_ notification: NotificationSend, name: String?, locale: String?, languages: Languages) {
        let phrases = languages.phrases(locale: locale)
        let amount = Self.amount(of: notification, phrases)
        let values = PhraseValues(
            amount: amount, counterparty: notification.counterparty?.text,
            name: name.map { PlainText.line($0) }.flatMap { $0.isEmpty ? nil : $0 })
        let kind = notification.kind.rawValue
        self.init(
            Page(kind, values, phrases, rows: Self.rows(of: notification, amount: amount, phrases)), languages)
    }

    /// A code for logging in, or for an address. It is not in the subject, which screens show to bystanders.
    init(code: String, kind: String, locale: String?, languages: Languages) {
        let phrases = languages.phrases(locale: locale)
        let row = Row(label: phrases.text("label.code") ?? "", value: code)
        self.init(Page(kind, PhraseValues(), phrases, rows: [row]), languages)
    }

    /// News of a person's own credentials.
    init(
        notice kind: String, details: [(label: String, value: String?)], name: String?, locale: String?,
        languages: Languages
    ) {
        let phrases = languages.phrases(locale: locale)
        let rows = details.map { detail in
            let value = detail.value.map { PlainText.line($0) } ?? phrases.text("value.ended") ?? ""
            return Row(label: phrases.text("label." + detail.label) ?? "", value: value)
        }
        let values = PhraseValues(name: name.map { PlainText.line($0) }.flatMap { $0.isEmpty ? nil : $0 })
        self.init(Page("notice." + kind, values, phrases, rows: rows), languages)
    }

    private init(_ page: Page, _ languages: Languages) {
        language = page.language
        subject = page.subject
        text = languages.text.render(page)
        html = languages.html.render(page)
    }

    /// A rejected payment's currency may be no currency at all; then the number is given as it was asked for.
    private static func amount(of notification: NotificationSend, _ phrases: Phrases) -> String {
        guard let currency = Currency(notification.currency) else {
            return "\(notification.amountMinor)\u{a0}\(PlainText.line(notification.currency))"
        }
        return phrases.amounts.format(Money(amountMinor: notification.amountMinor, currency: currency))
    }

    private static func rows(of notification: NotificationSend, amount: String, _ phrases: Phrases) -> [Row] {
        let side = notification.kind == .paymentReceived ? "label.from" : "label.to"
        let rows: [(label: String, value: String?)] = [
            ("label.amount", amount),
            (side, notification.counterparty?.text),
            ("label.reference", notification.reference.map { PlainText.line($0) }),
            ("label.reason", notification.reason.flatMap { phrases.text("reason." + $0.rawValue) }),
            ("label.payment", notification.payment.description),
        ]
        return rows.compactMap { label, value in
            value.map { Row(label: phrases.text(label) ?? "", value: $0) }
        }
    }

    /// What the layouts may name.
    private struct Page: MustacheParent {
        let language: String
        let subject: String
        let greeting: String
        let lead: String
        let rows: [Row]
        let closing: String

        init(_ kind: String, _ values: PhraseValues, _ phrases: Phrases, rows: [Row]) {
            language = phrases.language
            subject = phrases.text(kind + ".subject", values) ?? ""
            greeting = phrases.text("greeting", values) ?? ""
            lead = phrases.text(kind + ".lead", values) ?? ""
            self.rows = rows
            closing = phrases.text("closing") ?? ""
        }

        func child(named name: String) -> Any? {
            switch name {
            case "language": language
            case "subject": subject
            case "greeting": greeting
            case "lead": lead
            case "rows": rows
            case "closing": closing
            default: nil
            }
        }
    }

    private struct Row: MustacheParent {
        let label: String
        let value: String

        func child(named name: String) -> Any? {
            switch name {
            case "label": label
            case "value": value
            default: nil
            }
        }
    }
}
