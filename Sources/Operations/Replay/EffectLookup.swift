import CloudEvents
import Messages
import Payments
import Postgres

/// Asks the workers' databases what messages that come once more would change. A few statements for many messages.
final class EffectLookup {
    private let databases: Databases
    private var connections: [String: Connection] = [:]

    init(_ databases: Databases) { self.databases = databases }

    deinit { for connection in connections.values { connection.close() } }

    /// One for each question, in their order.
    func effects(of questions: EffectQuestions, on worker: String) throws(OperationError) -> [Effect] {
        switch worker {
        case "wallet": try onWallet(questions.questions)
        case "billing": try onBilling(questions.questions)
        case "payment": try onPayment(questions.questions)
        case "notification": try onNotification(questions.questions)
        default: questions.questions.map { _ in .untold }
        }
    }

    private func onWallet(_ questions: [EffectQuestions.Question]) throws(OperationError) -> [Effect] {
        var fingerprints: [PaymentID: Int64] = [:]
        var released: Set<PaymentID> = []
        var suspended: [PaymentID: Effect] = [:]
        for row in try query(TransfersDone(payments: Self.payments(questions)), of: "wallet") {
            switch row.step {
            case 1: fingerprints[row.payment] = row.fingerprint ?? 0
            case 2: released.insert(row.payment)
            default: break
            }
            if row.outcome == "suspended" { suspended[row.payment] = suspended[row.payment] ?? .change }
            if row.step == 3 { suspended[row.payment] = .applied }
        }
        var accounts: [String] = []
        for case .accountRequested(let body) in questions.map(\.message) { accounts.append(body.account.text) }
        let states = accounts.isEmpty ? [] : try query(AccountStates(accounts: accounts), of: "wallet")
        let stateOf = Dictionary(states.map { ($0.account, $0.state) }) { first, _ in first }
        return questions.map { question in
            switch question.message {
            case .paymentRequested(let body):
                fingerprints[body.payment].map { $0 == body.fingerprint ? .applied : .conflict } ?? .change
            case .billPaid(let body): Self.release(body.payment, fingerprints, released)
            case .billFailed(let body): Self.release(body.payment, fingerprints, released)
            case .accountRequested(let body): Self.account(body, stateOf[body.account.text])
            case .releaseRequested(let body): suspended[body.payment] ?? .conflict
            default: .untold
            }
        }
    }

    /// Money that is not held cannot be released: `unknown_payment`.
    private static func release(
        _ payment: PaymentID, _ held: [PaymentID: Int64], _ released: Set<PaymentID>
    ) -> Effect {
        released.contains(payment) ? .applied : held[payment] == nil ? .conflict : .change
    }

    private static func account(_ body: AccountRequested, _ state: String?) -> Effect {
        switch body.action {
        case .open: state == nil ? .change : .applied
        case .freeze: state == nil || state == "closed" ? .conflict : state == "frozen" ? .applied : .change
        case .unfreeze: state == nil || state == "closed" ? .conflict : state == "open" ? .applied : .change
        case .setLimit: state == nil || state == "closed" ? .conflict : .untold
        case .close: state == nil ? .conflict : state == "closed" ? .applied : .change
        }
    }

    private func onBilling(_ questions: [EffectQuestions.Question]) throws(OperationError) -> [Effect] {
        let states = try query(InvoicesDone(payments: Self.payments(questions)), of: "billing")
        let known = Dictionary(states.map { ($0.payment, $0.state) }) { first, _ in first }
        let cancelled = Set(try query(CancellationsDone(payments: Self.payments(questions)), of: "billing"))
        var accounts: [String] = []
        for case .billerUpdated(let body) in questions.map(\.message) { accounts.append(body.account.text) }
        let billers = accounts.isEmpty ? [] : try query(BillersKnown(accounts: accounts), of: "billing")
        let announced = Dictionary(billers.map { ($0.account, $0.at) }) { first, _ in first }
        let bills = try billsKnown(questions)
        return questions.map { question in
            switch question.message {
            case .walletDebited(let body): return known[body.payment] == nil ? .change : .applied
            case .decisionRequested(let body): return Self.decision(body, known[body.payment])
            case .paymentCancelRequested(let body): return cancelled.contains(body.payment) ? .applied : .change
            case .billerUpdated(let body):
                let at = announced[body.account.text] ?? .min
                return at >= question.timestampMilliseconds.multipliedClamped(by: 1_000) ? .applied : .change
            case .billPresented(let body):
                guard let known = bills[BillName(body)] else { return .change }
                guard known.customer == body.customer.text, known.currency == body.currency.code else {
                    return .conflict
                }
                return known.at >= question.timestampMilliseconds.multipliedClamped(by: 1_000) ? .applied : .change
            default: return .untold
            }
        }
    }

    /// What is decided stays so; what is open may be decided, if its outcome is not known.
    private static func decision(_ body: DecisionRequested, _ state: String?) -> Effect {
        state == "open" ? .change : state == body.outcome.rawValue ? .applied : .conflict
    }

    private func billsKnown(
        _ questions: [EffectQuestions.Question]
    ) throws(OperationError) -> [BillName: BillsKnown.Row] {
        var names: [BillName] = []
        for case .billPresented(let body) in questions.map(\.message) { names.append(BillName(body)) }
        let known = names.isEmpty ? [] : try query(BillsKnown(bills: names), of: "billing")
        return Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
    }

    private func onPayment(_ questions: [EffectQuestions.Question]) throws(OperationError) -> [Effect] {
        let heard = Set(try query(EventsHeard(payments: Self.payments(questions)), of: "payment"))
        return questions.map { question in
            guard let payment = question.message.payment, let event = question.message.event else { return .untold }
            return heard.contains(HeardEvent(payment: payment, event: event)) ? .applied : .change
        }
    }

    private func onNotification(_ questions: [EffectQuestions.Question]) throws(OperationError) -> [Effect] {
        let mails = Set(try query(MailsDone(payments: Self.payments(questions)), of: "notification"))
        return questions.map { question in
            guard case .notificationSend(let body) = question.message else { return .untold }
            let mail = MailName(payment: body.payment, kind: body.kind.rawValue, recipient: body.recipient.text)
            return mails.contains(mail) ? .applied : .change
        }
    }

    private static func payments(_ questions: [EffectQuestions.Question]) -> [PaymentID] {
        Array(Set(questions.compactMap(\.message.payment)))
    }

    private func query<S: Statement>(_ statement: S, of worker: String) throws(OperationError) -> [S.Row] {
        if connections[worker] == nil { connections[worker] = try databases.open(worker) }
        guard let connection = connections[worker] else { return [] }
        return try asking(worker) { () throws(PostgresError) in try connection.query(statement) }
    }
}
