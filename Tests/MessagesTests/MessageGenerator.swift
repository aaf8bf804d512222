import Messages
import Payments
import TestSupport

/// Makes messages of every type with every kind of content their fields may have.
struct MessageGenerator {
    var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func all() -> [AnyMessage] {
        [
            .paymentRequested(requested()), .paymentRejected(rejected()), .walletDebited(debited()), .billPaid(paid()),
            .billFailed(failed()), .walletCredited(credited()), .notificationSend(notification()),
            .accountRequested(account()), .contactUpdated(contact()), .billerUpdated(biller()),
            .paymentCancelRequested(cancellation()),
            .billPresented(presented()),
            .releaseRequested(ReleaseRequested(payment: payment(), account: accountID())),
            .decisionRequested(decision()), .webhookUpdated(webhook()), .webhookRequested(webhookRequest()),
        ]
    }

    mutating func cancellation() -> PaymentCancelRequested {
        PaymentCancelRequested(payment: payment(), requestedAt: optional { $0.time() })
    }

    mutating func requested() -> PaymentRequested {
        let kind = random.element(of: PaymentKind.allCases)
        return PaymentRequested(
            payment: payment(), kind: kind, payer: accountID(), payee: accountID(), amountMinor: random.amount(),
            currency: anyCurrency(), bill: kind == .bill ? text() : optional { $0.text() },
            reference: optional { $0.text() },
            requestedAt: optional { $0.time() })
    }

    mutating func rejected() -> PaymentRejected {
        PaymentRejected(
            payment: payment(), kind: kind(), payer: accountID(), payee: accountID(), amountMinor: random.amount(),
            currency: anyCurrency(), reason: reason(), requestedAt: optional { $0.time() },
            reference: optional { $0.text() }, decidedAt: optional { $0.time() })
    }

    mutating func debited() -> WalletDebited {
        WalletDebited(
            payment: payment(), kind: kind(), payer: accountID(), payee: accountID(), amountMinor: amount(),
            currency: currency(), bill: optional { $0.text() }, reference: optional { $0.text() },
            decidedAt: optional { $0.time() })
    }

    mutating func paid() -> BillPaid {
        BillPaid(
            payment: payment(), kind: kind(), payer: accountID(), payee: accountID(), amountMinor: amount(),
            currency: currency(), receipt: optional { $0.text() }, reference: optional { $0.text() })
    }

    mutating func failed() -> BillFailed {
        BillFailed(
            payment: payment(), kind: kind(), payer: accountID(), payee: accountID(), amountMinor: amount(),
            currency: currency(), reason: reason(), reference: optional { $0.text() })
    }

    mutating func credited() -> WalletCredited {
        WalletCredited(
            payment: payment(), kind: kind(), outcome: random.element(of: WalletCredited.Outcome.allCases),
            account: accountID(), payer: accountID(), payee: accountID(), amountMinor: amount(), currency: currency(),
            reason: optional { $0.reason() }, reference: optional { $0.text() }, decidedAt: optional { $0.time() })
    }

    mutating func notification() -> NotificationSend {
        NotificationSend(
            payment: payment(), kind: random.element(of: NotificationKind.allCases), recipient: accountID(),
            amountMinor: random.amount(), currency: anyCurrency(), counterparty: optional { $0.accountID() },
            reference: optional { $0.text() }, reason: optional { $0.reason() })
    }

    mutating func account() -> AccountRequested {
        let action = random.element(of: AccountRequested.Action.allCases)
        let kind = random.element(of: [AccountKind.wallet, .biller, .external])
        let isOpening = action == .open
        let limit = random.element(of: [0, 1, 50_000, MoneyLimits.maximumAmountMinor])
        return AccountRequested(
            account: accountID(), action: action, kind: isOpening ? kind : optional { _ in kind },
            currency: isOpening ? currency() : optional { $0.currency() },
            overdraftLimitMinor: action == .setLimit ? limit : optional { _ in limit })
    }

    mutating func contact() -> ContactUpdated {
        ContactUpdated(
            account: accountID(),
            email: random.element(of: ["anna@example.com", "a.b+c@x-1.example", "o'neil{}@localhost"]),
            name: optional { $0.text() }, locale: random.element(of: ["en", "pt-BR", "zh-Hant-TW"]),
            confirmed: random.next() % 2 == 0)
    }

    mutating func biller() -> BillerUpdated {
        BillerUpdated(
            account: accountID(), name: text(),
            endpoint: random.element(of: [
                "http://127.0.0.1:8090/billers/power", "https://pay.example.com", "http://[::1]:80/",
            ]),
            currency: optional { $0.currency() }, enabled: random.next() % 2 == 0)
    }

    mutating func presented() -> BillPresented {
        BillPresented(
            biller: accountID(), bill: text(), customer: accountID(), amountMinor: amount(), currency: currency(),
            dueDate: CalendarDate(daysSinceEpoch: Int32.random(in: 10_957...84_005, using: &random)),
            description: optional { $0.text() }, withdrawn: random.next() % 2 == 0)
    }

    mutating func decision() -> DecisionRequested {
        DecisionRequested(
            payment: payment(), outcome: random.element(of: DecisionRequested.Outcome.allCases),
            receipt: optional { $0.text() })
    }

    mutating func webhook() -> WebhookUpdated {
        WebhookUpdated(
            webhook: payment(), version: count(), state: random.element(of: WebhookUpdated.State.allCases),
            url: random.element(of: [
                "https://shop.example/hooks?a=1&b=%20", "http://127.0.0.1:8090?x", "https://[::1]/",
            ]),
            accounts: (0..<Int.random(in: 0...200, using: &random)).map { _ in accountID() },
            events: random.element(of: [["payment.settled"], ["payment.debited", "a_b.c"]]), generation: count(),
            formerSecrets: (0..<Int.random(in: 0...4, using: &random)).map { _ in time() }, trial: count(),
            owner: optional { $0.payment() })
    }

    mutating func webhookRequest() -> WebhookRequested {
        WebhookRequested(
            webhook: payment(), action: random.element(of: WebhookRequested.Action.allCases), delivery: payment())
    }

    private mutating func count() -> Int64 { Int64.random(in: 1...Int64(Int32.max), using: &random) }
}

extension MessageGenerator {
    private mutating func optional<Value>(_ make: (inout MessageGenerator) -> Value) -> Value? {
        random.next() % 2 == 0 ? make(&self) : nil
    }

    private mutating func payment() -> PaymentID { PaymentID(high: random.next(), low: random.next()) }

    private mutating func kind() -> PaymentKind { random.element(of: PaymentKind.allCases) }

    private mutating func reason() -> ReasonCode { random.element(of: ReasonCode.allCases) }

    private mutating func currency() -> Currency { random.element(of: Currency.all) }

    private mutating func anyCurrency() -> String {
        random.element(of: ["EUR", "JPY", "KWD", "eur", "", "bitcoin", "€€", "\"\\/"])
    }

    private mutating func amount() -> Int64 { Int64.random(in: MoneyLimits.amountMinor, using: &random) }

    private mutating func time() -> Timestamp {
        Timestamp(microseconds: Int64.random(in: 946_684_800_000_000...7_258_118_399_999_999, using: &random))
    }

    private mutating func accountID() -> AccountID {
        let letters = "ABCxyz019._:-"
        let count = Int.random(in: 1...64, using: &random)
        return AccountID(String((0..<count).map { _ in random.element(of: letters) }))!
    }

    /// 1 to 140 bytes: quotes, backslashes, line separators, several scripts, emoji of several scalars, but no control
    /// characters.
    private mutating func text() -> String {
        let pieces = [
            "a", " ", "\"", "\\", "/", "é", "漢", "🧾", "👩‍👩‍👧", "\u{2028}", "</script>", "u0000", "\u{fffd}",
        ]
        var text = random.element(of: pieces)
        let wanted = Int.random(in: 1...140, using: &random)
        while true {
            let longer = text + random.element(of: pieces)
            guard longer.utf8.count <= wanted else { return text }
            text = longer
        }
    }
}
