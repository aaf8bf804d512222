import Lane
import Messages
import Payments

/// What a batch is about, before anything is read.
struct Docket {
    struct Debit {
        let message: WalletDebited
        let traceparent: String?
    }

    enum Matter {
        case debit(Debit)
        case ending(PaymentID, Call, BillerOutcome)
        /// The time of the next try has come.
        case retry(PaymentID, Call)
        /// With the call when it is looked at once more.
        case cancellation(PaymentID, Call?)
        /// An operator's.
        case decision(DecisionRequested)
    }

    /// In the items' order.
    private(set) var matters: [(item: Int, matter: Matter)] = []
    /// The newest of each biller, in the order of their accounts.
    private(set) var announcements: [Announcement] = []
    /// In the items' order.
    private(set) var presentations: [Presentation] = []
    /// One for each payment debited here: that of its first message. In the order of the payments.
    private(set) var invoices: [Invoice] = []
    /// Payments that other matters than debits are about. In order, each once.
    private(set) var followed: [PaymentID] = []
    /// Payments whose calls have ended.
    private(set) var ended: [PaymentID] = []
    /// What the bills among `invoices` are called, in order, each once.
    private(set) var bills: [BillName] = []
    /// The billers of `invoices`, in order, each once.
    private(set) var billers: [AccountID] = []

    init(_ items: [Item<BillingMessage, BillerOutcome>]) {
        var newest: [AccountID: Announcement] = [:]
        var firsts: [PaymentID: Invoice] = [:]
        var followed: Set<PaymentID> = []
        matters.reserveCapacity(items.count)
        firsts.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            switch item.cause {
            case .message(.billerUpdated(let message), let origin):
                let announcement = Announcement(message: message, origin: origin)
                if let known = newest[message.account], !announcement.isNewer(than: known) { continue }
                newest[message.account] = announcement
            case .message(.billPresented(let message), let origin):
                presentations.append(Presentation(item: index, message: message, origin: origin))
            case .message(.walletDebited(let message), _):
                if firsts[message.payment] == nil { firsts[message.payment] = Invoice(message) }
                matters.append((index, .debit(Debit(message: message, traceparent: item.traceparent))))
            case .done(let call, let outcome):
                guard let payment = PaymentID(call.key) else { continue }
                followed.insert(payment)
                ended.append(payment)
                matters.append((index, .ending(payment, call, outcome)))
            case .due(let call):
                guard let payment = PaymentID(call.key) else { continue }
                followed.insert(payment)
                let isCancellation = call.kind == BillingWorker.cancelKind
                matters.append((index, isCancellation ? .cancellation(payment, call) : .retry(payment, call)))
            case .message(.cancelRequested(let message), _):
                followed.insert(message.payment)
                matters.append((index, .cancellation(message.payment, nil)))
            case .message(.decisionRequested(let message), _):
                followed.insert(message.payment)
                matters.append((index, .decision(message)))
            }
        }
        announcements = newest.values.sorted { $0.message.account < $1.message.account }
        invoices = firsts.values.sorted { $0.payment < $1.payment }
        self.followed = followed.sorted()
        bills = Set(invoices.compactMap(\.billName)).sorted()
        billers = Set(invoices.compactMap(\.biller)).sorted()
    }
}
