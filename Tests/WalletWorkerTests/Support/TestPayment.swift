import Messages
import Payments
import WalletWorker

/// A payment of which messages are made.
struct TestPayment {
    var payment = PaymentID.timeOrdered(milliseconds: 1_700_532_540_000)
    var kind: PaymentKind
    var payer: String
    var payee: String
    var amountMinor: Int64
    var currency: String
    var reference: String?

    init(
        _ kind: PaymentKind, from payer: String, to payee: String, _ amountMinor: Int64, _ currency: String = "EUR"
    ) {
        self.kind = kind
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
    }

    var requested: PaymentRequested {
        PaymentRequested(
            payment: payment, kind: kind, payer: account(payer), payee: account(payee), amountMinor: amountMinor,
            currency: currency, bill: kind == .bill ? "bill-1" : nil, reference: reference)
    }

    var request: WalletMessage { .paymentRequested(requested) }

    var paid: WalletMessage {
        .billPaid(
            BillPaid(
                payment: payment, kind: kind, payer: account(payer), payee: account(payee), amountMinor: amountMinor,
                currency: knownCurrency))
    }

    func failed(_ reason: ReasonCode = .billerRefused) -> WalletMessage {
        .billFailed(
            BillFailed(
                payment: payment, kind: kind, payer: account(payer), payee: account(payee), amountMinor: amountMinor,
                currency: knownCurrency, reason: reason))
    }

    func released(to id: String) -> WalletMessage {
        .releaseRequested(ReleaseRequested(payment: payment, account: account(id)))
    }

    private var knownCurrency: Currency { Currency(currency) ?? Currency("EUR")! }
}

func account(_ text: String) -> AccountID { AccountID(text)! }

func open(
    _ id: String, _ kind: AccountKind = .wallet, _ currency: String = "EUR", overdraft: Int64? = nil
) -> WalletMessage {
    .accountRequested(
        AccountRequested(
            account: account(id), action: .open, kind: kind, currency: Currency(currency),
            overdraftLimitMinor: overdraft))
}

func freeze(_ id: String) -> WalletMessage { change(id, .freeze) }
func unfreeze(_ id: String) -> WalletMessage { change(id, .unfreeze) }
func close(_ id: String) -> WalletMessage { change(id, .close) }

private func change(_ id: String, _ action: AccountRequested.Action) -> WalletMessage {
    .accountRequested(AccountRequested(account: account(id), action: action))
}
