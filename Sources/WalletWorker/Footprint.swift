import Lane
import Messages
import Payments

/// What of the ledger a batch needs to see, as far as the messages alone say it.
struct Footprint {
    /// Accounts that may change.
    var locked: Set<String> = []
    var lockedKeys: Set<Int64> = []
    /// Accounts that are only looked at.
    var looked: Set<String> = []
    var parts: Set<Part> = []
    var payments: [PaymentID] = []
    /// Payments whose payee gets the money, and those whose payer gets it back.
    var settled: [PaymentID] = []
    var refunded: [PaymentID] = []
    /// The first request to open each account.
    var openings: [AccountID: Opening] = [:]

    var isEmpty: Bool {
        locked.isEmpty && lockedKeys.isEmpty && looked.isEmpty && parts.isEmpty && payments.isEmpty
    }

    init() {}

    init(of items: [Item<WalletMessage, Never>]) {
        payments.reserveCapacity(items.count)
        for item in items {
            guard case .message(let message, _) = item.cause else { continue }
            switch message {
            case .paymentRequested(let request): add(request, lane: item.lane)
            case .billPaid(let paid): add(paid, lane: item.lane)
            case .billFailed(let failed): add(failed, lane: item.lane)
            case .accountRequested(let request): add(request)
            case .releaseRequested(let request): add(request)
            }
        }
        looked.subtract(locked)
    }

    private mutating func add(_ request: PaymentRequested, lane: Int32) {
        payments.append(request.payment)
        looked.insert(request.payee.text)
        switch request.kind {
        case .transfer, .bill, .withdrawal: locked.insert(request.payer.text)
        case .topup:
            looked.insert(request.payer.text)
            parts.insert(.external(request.payer, lane: lane))
        }
        if let currency = Currency(request.currency) { parts.insert(.clearing(currency, lane: lane)) }
    }

    private mutating func add(_ paid: BillPaid, lane: Int32) {
        payments.append(paid.payment)
        settled.append(paid.payment)
        parts.insert(.clearing(paid.currency, lane: lane))
        guard paid.kind == .withdrawal else { return }
        looked.insert(paid.payee.text)
        parts.insert(.external(paid.payee, lane: lane))
    }

    private mutating func add(_ failed: BillFailed, lane: Int32) {
        payments.append(failed.payment)
        refunded.append(failed.payment)
        looked.insert(failed.payee.text)
        parts.insert(.clearing(failed.currency, lane: lane))
        guard failed.kind == .topup else { return }
        looked.insert(failed.payer.text)
        parts.insert(.external(failed.payer, lane: lane))
    }

    /// The amount's currency, and so the part of suspense, is known once the payment is read.
    private mutating func add(_ request: ReleaseRequested) {
        payments.append(request.payment)
        locked.insert(request.account.text)
    }

    private mutating func add(_ request: AccountRequested) {
        locked.insert(request.account.text)
        guard let opening = Opening(request), openings[request.account] == nil else { return }
        openings[request.account] = opening
    }
}
