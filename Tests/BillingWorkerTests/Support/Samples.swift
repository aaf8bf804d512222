import BillingWorker
import Messages
import Payments
import Testing

/// A debited payment of which messages are made.
struct Sample: Sendable {
    var payment = PaymentID.timeOrdered(milliseconds: 1_700_000_000_000)
    var kind = PaymentKind.bill
    var payer = "wallet:ann"
    var payee = "biller:power"
    var amountMinor: Int64 = 1_250
    var currency = "EUR"
    var bill: String? = "INV-1"
    var reference: String?

    static var transfer: Sample { Sample(kind: .transfer, payee: "wallet:bob", bill: nil) }
    static var withdrawal: Sample { Sample(kind: .withdrawal, payee: "rail:sepa", bill: nil) }
    static var topup: Sample { Sample(kind: .topup, payer: "source:card", payee: "wallet:ann", bill: nil) }

    func debited() throws -> WalletDebited {
        WalletDebited(
            payment: payment, kind: kind, payer: try #require(AccountID(payer)), payee: try #require(AccountID(payee)),
            amountMinor: amountMinor, currency: try #require(Currency(currency)), bill: bill, reference: reference)
    }

    func message() throws -> BillingMessage { .walletDebited(try debited()) }

    func paid(receipt: String? = nil) throws -> BillPaid {
        let debited = try debited()
        return BillPaid(
            payment: payment, kind: kind, payer: debited.payer, payee: debited.payee, amountMinor: amountMinor,
            currency: debited.currency, receipt: receipt, reference: reference)
    }

    func failed(_ reason: ReasonCode) throws -> BillFailed {
        let debited = try debited()
        return BillFailed(
            payment: payment, kind: kind, payer: debited.payer, payee: debited.payee, amountMinor: amountMinor,
            currency: debited.currency, reason: reason, reference: reference)
    }

    func instruction(endpoint: String) throws -> BillerInstruction {
        let debited = try debited()
        return BillerInstruction(
            payment: payment, kind: kind, bill: bill, account: kind == .topup ? debited.payee : debited.payer,
            amountMinor: amountMinor, currency: debited.currency, reference: reference, endpoint: endpoint)
    }
}

func announced(
    _ account: String = "biller:power", endpoint: String = "http://127.0.0.1:1/power", currency: String? = nil,
    enabled: Bool = true
) throws -> BillingMessage {
    .billerUpdated(
        BillerUpdated(
            account: try #require(AccountID(account)), name: "Power", endpoint: endpoint,
            currency: currency.flatMap { Currency($0) }, enabled: enabled))
}

extension BillerOutcome {
    /// The answer was lost after the order had gone out.
    static let lost = BillerOutcome.unknown(BillerDoubt("connection_lost", wasSent: true))
    /// The biller could not be reached.
    static let unreached = BillerOutcome.unknown(BillerDoubt("connect_failed"))
}

/// Waits until `condition` holds.
func eventually(within limit: Duration = .seconds(60), _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard .now < deadline else { throw NeverHappened() }
        try await Task.sleep(for: .milliseconds(10))
    }
}

struct NeverHappened: Error {}
