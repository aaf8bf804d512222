import Messages
import Payments
import WalletWorker

/// The wallet as simply as it can be said: one message after the other over dictionaries. What the worker does in
/// batches and parts must come to the same.
struct SequentialLedger {
    struct Account {
        let kind: AccountKind
        let currency: String
        let limit: Int64
        var balance: Int64 = 0
        var state = "open"
    }

    enum Payment {
        case rejected(PaymentRequested, String)
        case held(PaymentRequested)
        /// Where the money went, as it was said, and whether the payee's side was done.
        case released(PaymentRequested, String, isForPayee: Bool)
    }

    var accounts: [String: Account] = [:]
    var clearing: [String: Int64] = [:]
    var suspense: [String: Int64] = [:]
    private var payments: [PaymentID: Payment] = [:]
    private var departed: [PaymentID: AccountID] = [:]
    private(set) var events: [String] = []
    private(set) var deadLetters: [String] = []

    mutating func apply(_ message: WalletMessage) {
        switch message {
        case .accountRequested(let request): apply(request)
        case .releaseRequested(let request): apply(request)
        case .paymentRequested(let request): apply(request)
        case .billPaid(let paid): release(paid.payment, isForPayee: true, "")
        case .billFailed(let failed): release(failed.payment, isForPayee: false, failed.reason.code)
        }
    }

    private mutating func apply(_ request: PaymentRequested) {
        let debited = "debited \(request.payer) for \(request.payee): \(request.amountMinor) \(request.currency)"
        switch payments[request.payment] {
        case nil: break
        case .rejected(let first, let reason):
            return first == request ? events.append("rejected \(first.payer): \(reason)") : conflict()
        case .held(let first), .released(let first, _, _):
            return first == request ? events.append(debited) : conflict()
        }
        if let reason = refusal(of: request) {
            payments[request.payment] = .rejected(request, reason)
            events.append("rejected \(request.payer): \(reason)")
        } else {
            accounts[request.payer.text]?.balance -= request.amountMinor
            clearing[request.currency, default: 0] += request.amountMinor
            payments[request.payment] = .held(request)
            events.append(debited)
        }
    }

    private mutating func conflict() { deadLetters.append("idempotency_conflict") }

    private func refusal(of request: PaymentRequested) -> String? {
        if request.amountMinor < 1 { return "invalid_amount" }
        if request.amountMinor > 1_000_000_000_000_000 { return "limit_exceeded" }
        if request.currency == "QQQ" { return "unknown_currency" }
        if request.payer == request.payee { return "payer_is_payee" }
        guard let payer = accounts[request.payer.text], let payee = accounts[request.payee.text] else {
            return "account_not_found"
        }
        let kinds: [PaymentKind: [AccountKind]] = [
            .transfer: [.wallet, .wallet], .bill: [.wallet, .biller], .topup: [.external, .wallet],
            .withdrawal: [.wallet, .external],
        ]
        if kinds[request.kind] != [payer.kind, payee.kind] { return "kind_not_allowed" }
        if payer.state != "open" { return "account_\(payer.state)" }
        if payer.currency != request.currency { return "currency_mismatch" }
        if payer.kind == .wallet, payer.balance - request.amountMinor < -payer.limit { return "insufficient_funds" }
        if payee.state == "closed" { return "account_closed" }
        return payee.currency == request.currency ? nil : "currency_mismatch"
    }

    private mutating func release(_ payment: PaymentID, isForPayee: Bool, _ reason: String) {
        switch payments[payment] {
        case nil, .rejected: deadLetters.append("unknown_payment")
        case .held(let request):
            let said = release(request, isForPayee: isForPayee, reason)
            clearing[request.currency, default: 0] -= request.amountMinor
            payments[payment] = .released(request, said, isForPayee: isForPayee)
            events.append(said)
        case .released(_, let said, let wasForPayee):
            if wasForPayee && !isForPayee && !said.hasPrefix("refunded") {
                return deadLetters.append("already_settled")
            }
            if !wasForPayee && isForPayee { deadLetters.append("already_refunded") }
            events.append(said)
        }
    }

    private mutating func release(_ request: PaymentRequested, isForPayee: Bool, _ reason: String) -> String {
        let money = "\(request.amountMinor) \(request.currency)"
        var reason = reason
        if isForPayee {
            if accounts[request.payee.text]?.state != "closed" {
                accounts[request.payee.text]?.balance += request.amountMinor
                return "settled to \(request.payee): \(money)"
            }
            reason = "account_closed"
        }
        if (!isForPayee || request.kind == .transfer) && accounts[request.payer.text]?.state != "closed" {
            accounts[request.payer.text]?.balance += request.amountMinor
            return "refunded to \(request.payer): \(money) (\(reason))"
        }
        suspense[request.currency, default: 0] += request.amountMinor
        return "suspended to suspense:\(request.currency): \(money) (account_closed)"
    }

    private mutating func apply(_ request: ReleaseRequested) {
        guard let payment = payments[request.payment], case .released(let paid, let said, _) = payment,
            said.hasPrefix("suspended")
        else {
            switch payments[request.payment] {
            case nil, .rejected: return deadLetters.append("unknown_payment")
            case .held, .released: return deadLetters.append("not_suspended")
            }
        }
        if let account = departed[request.payment] {
            if account != request.account { deadLetters.append("already_released") }
            return
        }
        guard let account = accounts[request.account.text] else { return deadLetters.append("account_not_found") }
        if account.state == "closed" { return deadLetters.append("account_closed") }
        if account.currency != paid.currency { return deadLetters.append("currency_mismatch") }
        suspense[paid.currency, default: 0] -= paid.amountMinor
        accounts[request.account.text]?.balance += paid.amountMinor
        departed[request.payment] = request.account
    }

    private mutating func apply(_ request: AccountRequested) {
        let id = request.account.text
        guard request.action == .open else { return change(request) }
        guard let account = accounts[id] else {
            let opened = Account(
                kind: request.kind!, currency: request.currency!.code, limit: request.overdraftLimitMinor ?? 0)
            accounts[id] = opened
            return
        }
        let isSame =
            account.kind == request.kind && account.currency == request.currency?.code
            && account.limit == request.overdraftLimitMinor ?? account.limit
        if !isSame { return deadLetters.append("account_conflict") }
    }

    private mutating func change(_ request: AccountRequested) {
        guard let account = accounts[request.account.text] else { return deadLetters.append("account_not_found") }
        let states = [AccountRequested.Action.freeze: "frozen", .unfreeze: "open", .close: "closed"]
        guard let state = states[request.action], state != account.state else { return }
        if account.state == "closed" { return deadLetters.append("account_closed") }
        if state == "closed" && account.kind != .external && account.balance != 0 {
            return deadLetters.append("account_not_empty")
        }
        accounts[request.account.text]?.state = state
    }
}
