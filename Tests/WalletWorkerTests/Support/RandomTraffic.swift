import Messages
import Payments
import TestSupport
import WalletWorker

/// Messages as no orderly world sends them: few accounts, so that everything meets everything, and much that is wrong.
struct RandomTraffic {
    private var random: SeededGenerator
    private var payments: [TestPayment] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private static let accounts =
        ["a", "b", "c", "d", "e"].map { ($0, AccountKind.wallet, "EUR") }
        + ["x", "y"].map { ($0, .wallet, "JPY") } + [("power", .biller, "EUR"), ("water", .biller, "JPY")]
        + [("bank", .external, "EUR"), ("card", .external, "JPY")]

    /// A message and the lane it comes in.
    mutating func next() -> (lane: Int32, message: WalletMessage) {
        let lane = Int32.random(in: 1...3, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case ..<45: return (lane, request())
        case ..<55: return (lane, repetition())
        case ..<75: return (lane + 3, release { $0.paid })
        case ..<85: return (lane + 6, release { $0.failed(.billNotFound) })
        default: return (lane + 9, accountRequest())
        }
    }

    /// Every payment so far to be released from suspense, twice, whatever became of it.
    mutating func departures() -> [(lane: Int32, message: WalletMessage)] {
        (payments + payments).shuffled(using: &random).map { payment in
            let lane = Int32.random(in: 13...15, using: &random)
            return (lane, payment.released(to: chance(20) ? "nobody" : pick(Self.accounts).0))
        }
    }

    private mutating func request() -> WalletMessage {
        let isOdd = chance(8)
        let currency = isOdd ? pick(["EUR", "JPY", "USD", "QQQ"]) : pick(["EUR", "EUR", "JPY"])
        let kind: PaymentKind = pick([.transfer, .transfer, .bill, .topup, .topup, .withdrawal])
        let wallet = account(.wallet, currency, isOdd)
        let others = RequestRules.allowedKinds(kind)
        let other = account(kind == .topup ? others.payer : others.payee, currency, isOdd)
        var payment = TestPayment(
            kind, from: kind == .topup ? other : wallet, to: kind == .topup ? wallet : other,
            Int64.random(in: 1...(kind == .topup ? 1_000 : 400), using: &random), currency)
        if chance(50) { payment.amountMinor = pick([0, -1, 1_000_000_000_000_001]) }
        payment.payment = PaymentID.timeOrdered(milliseconds: 1_700_532_540_000, random: &random)
        payments.append(payment)
        return payment.request
    }

    /// An earlier request as it was, or with something changed.
    private mutating func repetition() -> WalletMessage {
        guard var payment = payments.randomElement(using: &random) else { return accountRequest() }
        if chance(3) { payment.amountMinor += 1 }
        return payment.request
    }

    private mutating func release(_ message: (TestPayment) -> WalletMessage) -> WalletMessage {
        let recent = payments.suffix(chance(3) ? payments.count : 12)
        guard let payment = recent.randomElement(using: &random), !chance(30) else {
            return message(TestPayment(.transfer, from: "a", to: "b", 1))
        }
        return message(payment)
    }

    private mutating func accountRequest() -> WalletMessage {
        let (id, kind, currency) = pick(Self.accounts)
        switch Int.random(in: 0..<20, using: &random) {
        case ..<12:
            return open(id, chance(12) ? .biller : kind, currency, overdraft: kind == .wallet && id < "c" ? 100 : nil)
        case ..<15: return freeze(id)
        case ..<19: return unfreeze(id)
        default: return close(id)
        }
    }

    private mutating func account(_ kind: AccountKind, _ currency: String, _ isOdd: Bool) -> String {
        let fitting = Self.accounts.filter { $0.1 == kind && $0.2 == currency }
        return pick(isOdd || fitting.isEmpty ? Self.accounts : fitting).0
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements.randomElement(using: &random)!
    }
}
