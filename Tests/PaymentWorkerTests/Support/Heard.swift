import Lane
import Messages
import PaymentWorker
import Payments
import Testing

/// A message about a payment, as a batch has it.
struct Heard: Sendable {
    let news: PaymentNews
    let origin: Origin

    var item: Item<PaymentNews, Never> { Item(lane: 1, cause: .message(news, origin)) }

    init(_ message: AnyMessage, at time: Int64, offset: Int64 = 0) throws {
        news = try #require(PaymentNews(message))
        origin = Origin(topic: "topic.\(news.event)", partition: 0, offset: offset, timestamp: time)
    }
}

/// A payment of which messages are made.
struct Sample: Sendable {
    var payment = PaymentID.timeOrdered(milliseconds: 1_700_532_540_000)
    var kind = PaymentKind.transfer
    var payer = "wallet:ann"
    var payee = "wallet:bob"
    var amountMinor: Int64 = 1250
    var currency = "EUR"
    var reference: String? = "rent"

    /// What is said of an event, at a time of its own: the order in which they happened.
    func heard(
        _ event: PaymentEvent, reason: ReasonCode? = nil, at time: Int64? = nil, offset: Int64 = 0
    ) throws -> Heard {
        let place = PaymentEvent.allCases.firstIndex(of: event) ?? 0
        return try Heard(message(event, reason: reason), at: time ?? 1_000_000 * Int64(place + 1), offset: offset)
    }

    func message(_ event: PaymentEvent, reason: ReasonCode? = nil) throws -> AnyMessage {
        let payer = try #require(AccountID(payer))
        let payee = try #require(AccountID(payee))
        switch event {
        case .requested:
            return .paymentRequested(
                PaymentRequested(
                    payment: payment, kind: kind, payer: payer, payee: payee, amountMinor: amountMinor,
                    currency: currency, bill: kind == .bill ? "b" : nil, reference: reference,
                    requestedAt: Timestamp(microseconds: 7)))
        case .rejected:
            return .paymentRejected(
                PaymentRejected(
                    payment: payment, kind: kind, payer: payer, payee: payee, amountMinor: amountMinor,
                    currency: currency, reason: reason ?? .insufficientFunds))
        case .debited:
            return .walletDebited(
                WalletDebited(
                    payment: payment, kind: kind, payer: payer, payee: payee, amountMinor: amountMinor,
                    currency: try #require(Currency(currency)), reference: reference))
        case .paid:
            return .billPaid(
                BillPaid(
                    payment: payment, kind: kind, payer: payer, payee: payee, amountMinor: amountMinor,
                    currency: try #require(Currency(currency))))
        case .failed:
            return .billFailed(
                BillFailed(
                    payment: payment, kind: kind, payer: payer, payee: payee, amountMinor: amountMinor,
                    currency: try #require(Currency(currency)), reason: reason ?? .billerRefused))
        case .settled: return try credited(.settled, payer, payee, reason)
        case .refunded: return try credited(.refunded, payer, payee, reason)
        case .suspended: return try credited(.suspended, payer, payee, reason)
        }
    }

    private func credited(
        _ outcome: WalletCredited.Outcome, _ payer: AccountID, _ payee: AccountID, _ reason: ReasonCode?
    ) throws -> AnyMessage {
        .walletCredited(
            WalletCredited(
                payment: payment, kind: kind, outcome: outcome, account: outcome == .settled ? payee : payer,
                payer: payer, payee: payee, amountMinor: amountMinor, currency: try #require(Currency(currency)),
                reason: reason))
    }

    /// The same payment under another id.
    func again() -> Sample {
        var other = self
        other.payment = PaymentID.timeOrdered(milliseconds: 1_700_532_540_000)
        return other
    }
}

/// A payment's way to its end.
struct Life: Sendable, CustomTestStringConvertible {
    let kind: PaymentKind
    let events: [(PaymentEvent, ReasonCode?)]
    /// Kind and recipient of each notification.
    let told: [String]

    var testDescription: String { "\(kind): " + events.map { "\($0.0)" }.joined(separator: ", ") }

    func sample() -> Sample {
        switch kind {
        case .transfer: Sample()
        case .bill: Sample(kind: .bill, payee: "biller:power")
        case .topup: Sample(kind: .topup, payer: "external:bank")
        case .withdrawal: Sample(kind: .withdrawal, payee: "external:bank")
        }
    }

    func heard(_ sample: Sample) throws -> [Heard] { try events.map { try sample.heard($0.0, reason: $0.1) } }

    static let all = [
        Life(
            kind: .transfer, events: [(.requested, nil), (.debited, nil), (.paid, nil), (.settled, nil)],
            told: ["payment_received wallet:bob", "payment_settled wallet:ann"]),
        Life(
            kind: .transfer,
            events: [(.requested, nil), (.debited, nil), (.paid, nil), (.refunded, .accountClosed)],
            told: ["payment_refunded wallet:ann"]),
        Life(
            kind: .bill, events: [(.requested, nil), (.debited, nil), (.paid, nil), (.settled, nil)],
            told: ["payment_settled wallet:ann"]),
        Life(
            kind: .bill,
            events: [(.requested, nil), (.debited, nil), (.failed, .billNotFound), (.refunded, .billNotFound)],
            told: ["payment_refunded wallet:ann"]),
        // A refund that does not repeat why: the end's word counts, so no reason is shown whichever came first.
        Life(
            kind: .bill, events: [(.requested, nil), (.debited, nil), (.failed, .billNotFound), (.refunded, nil)],
            told: ["payment_refunded wallet:ann"]),
        Life(
            kind: .bill,
            events: [(.requested, nil), (.debited, nil), (.failed, .expired), (.suspended, .accountClosed)],
            told: ["payment_suspended wallet:ann"]),
        Life(
            kind: .topup, events: [(.requested, nil), (.debited, nil), (.paid, nil), (.settled, nil)],
            told: ["payment_received wallet:bob"]),
        Life(
            kind: .topup,
            events: [(.requested, nil), (.debited, nil), (.failed, .billerRefused), (.refunded, .billerRefused)],
            told: ["payment_refunded wallet:bob"]),
        Life(
            kind: .transfer, events: [(.requested, nil), (.rejected, .insufficientFunds)],
            told: ["payment_rejected wallet:ann"]),
        Life(
            kind: .topup, events: [(.requested, nil), (.rejected, .accountFrozen)],
            told: ["payment_rejected wallet:bob"]),
        Life(
            kind: .withdrawal, events: [(.requested, nil), (.debited, nil), (.paid, nil), (.settled, nil)],
            told: ["payment_settled wallet:ann"]),
        Life(
            kind: .withdrawal,
            events: [(.requested, nil), (.debited, nil), (.failed, .billerRefused), (.refunded, .billerRefused)],
            told: ["payment_refunded wallet:ann"]),
    ]
}

func permutations<Element>(of elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(of: rest).map { [first] + $0 }
    }
}
