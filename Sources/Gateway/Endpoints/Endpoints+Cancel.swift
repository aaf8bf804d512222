import HTTPTypes
import Hummingbird
import Identity
import Payments

extension Endpoints {
    /// Asks for a payment not to be made after all. Billing decides whether it still can be; what comes of it is the
    /// payment's end.
    static func cancel(_ call: Call, _ services: Services) async throws -> Answer {
        if !call.body.isEmpty { try call.fields().noMore() }
        guard let id = PaymentID(call.parameter("payment_id")), let record = try await services.reads.payment(id),
            try await services.ordered(record, call.caller())
        else { throw Problem(.paymentNotFound) }
        guard record.kind != PaymentKind.transfer.rawValue else { throw Problem(.notCancellable) }
        guard !record.isFinal else { throw Problem(.paymentFinal) }
        try await services.orders.cancel(id)
        return try await answer(id, call, services)
    }
}

extension Services {
    /// Whether the payment is the caller's own to take back, whatever their role: they pay, or top up.
    fileprivate func ordered(_ record: PaymentRecord, _ caller: Caller) async throws -> Bool {
        let isTopUp = record.kind == PaymentKind.topup.rawValue
        let account = isTopUp ? record.payee : record.payer
        return try await identity.holdings(of: caller.person).contains { $0.account.text == account }
    }
}
