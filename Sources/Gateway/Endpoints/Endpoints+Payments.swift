import HTTPTypes
import Hummingbird
import Identity
import Payments

extension Endpoints {
    static let payments = [
        Endpoint(.get, "/v1/payments", .scope(.paymentsRead), { try await history($0, $1, PaymentKind.allCases) }),
        Endpoint(.get, "/v1/payments/{payment_id}", .scope(.paymentsRead), payment),
        Endpoint(.post, "/v1/payments/{payment_id}/cancel", .scope(.paymentsWrite), cancel),
    ]

    private static func payment(_ call: Call, _ services: Services) async throws -> Answer {
        guard let id = PaymentID(call.parameter("payment_id")) else { throw Problem(.paymentNotFound) }
        let (record, holdings) = try await services.reads.payment(
            id, and: call.caller().person, of: services.house.identity.holdingsOfPeople)
        guard let record, try await services.mayRead(record, with: holdings, call) else {
            throw Problem(.paymentNotFound)
        }
        return .json(PaymentView(record))
    }

    /// The payments of everything that is one's own, or of a person named in the address.
    static func history(_ call: Call, _ services: Services, _ kinds: [PaymentKind]) async throws -> Answer {
        let person = try await services.personShown(to: call)
        let filter = try call.historyFilter(kinds)
        let start = try call.historyStart(services.cursors)
        let accounts = try await services.accounts(of: person, only: filter.account)
        let page = HistoryPage(accounts: accounts, filter: filter, after: start, limit: try call.limit())
        let records = try await services.reads.history(page)
        let last = records.count == page.limit ? records.last?.position : nil
        let next = try last.map { try services.cursors.text($0.parts, of: call) }
        return call.answer(ListView(items: records.map { PaymentView($0) }, next: next))
    }

    /// Accepts a payment and answers 202 with its address; with `Prefer: wait`, 200 once it is final.
    static func accept(_ order: PaymentOrder, _ call: Call, _ services: Services) async throws -> Answer {
        try await services.orders.accept(order)
        return try await answer(order.payment, call, services)
    }

    /// 202 with a payment that is under way, or 200 once it is final, where that is waited for.
    static func answer(_ payment: PaymentID, _ call: Call, _ services: Services) async throws -> Answer {
        var answer: Answer
        if let seconds = call.waitSeconds {
            let holders = try [
                PaymentWatch.Holder.person(call.caller().person), .address(CountedAddress(call.address)),
            ]
            let outcome = await services.watch.final(payment, within: seconds, for: holders)
            if case .final(let record) = outcome {
                answer = .json(PaymentView(record))
            } else {
                answer = .json(try await services.acceptedView(payment), status: .accepted)
            }
            // A wish may be left unfulfilled (RFC 7240): where too many wait, the answer comes at once.
            if case .notWaited = outcome {} else { answer.headers[.preferenceApplied] = "wait=\(seconds)" }
        } else {
            answer = .json(try await services.acceptedView(payment), status: .accepted)
        }
        answer.headers[.location] = "/v1/payments/\(payment)"
        return answer
    }
}

extension Call {
    /// The person named in the address, whom only operators may name if it is not the caller.
    func personInPath() throws(Problem) -> Identifier {
        let caller = try caller()
        guard let named = parameters["user_id"] else { return caller.person }
        guard let person = Identifier(named) else { throw Problem(.personNotFound) }
        guard person == caller.person || caller.role.readsAll else { throw Problem(.personNotFound) }
        return person
    }
}

extension Services {
    /// Who pays, who is paid, and the house's own people.
    fileprivate func mayRead(_ record: PaymentRecord, with own: [Holding], _ call: Call) async throws -> Bool {
        let parties = [record.payer, record.payee]
        if own.contains(where: { parties.contains($0.account.text) }) { return true }
        let caller = try call.caller()
        if caller.role.readsAll { try await willShow(nil, to: call) }
        return caller.role.readsAll
    }

    fileprivate func acceptedView(_ payment: PaymentID) async throws -> PaymentView {
        guard let record = try await reads.payment(payment) else { throw Problem(.paymentNotFound) }
        return PaymentView(record)
    }
}

struct PaymentView: Encodable {
    let paymentId: String
    let kind: String
    let status: String
    let isFinal: Bool
    let reason: String?
    let sourceAccountId: String
    let destinationAccountId: String
    let amount: String
    let amountMinor: Int64
    let currency: String
    let reference: String?
    let createdAt: String
    let updatedAt: String

    init(_ record: PaymentRecord) {
        paymentId = record.id.description
        kind = record.kind
        status = record.state
        isFinal = record.isFinal
        reason = record.reason
        sourceAccountId = record.payer
        destinationAccountId = record.payee
        amount = decimalText(record.amountMinor, record.currency)
        amountMinor = record.amountMinor
        currency = record.currency
        reference = record.reference
        createdAt = record.createdAt.description
        updatedAt = record.updatedAt.description
    }
}

/// An amount of a rejected payment may be in no currency at all; then its minor units are all that can be said.
func decimalText(_ amountMinor: Int64, _ currency: String) -> String {
    guard let currency = Currency(currency) else { return String(amountMinor) }
    return Money(amountMinor: amountMinor, currency: currency).decimalText
}
