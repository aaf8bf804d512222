import Hummingbird
import Identity
import Payments

extension Endpoints {
    static let transactions = [
        Endpoint(.post, "/v1/transactions/create", .scope(.paymentsWrite), transfer),
        Endpoint(
            .get, "/v1/transactions/history", .scope(.paymentsRead),
            { try await history($0, $1, [.transfer, .topup, .withdrawal]) }),
        Endpoint(
            .get, "/v1/transactions/history/{user_id}", .scope(.paymentsRead),
            { try await history($0, $1, [.transfer, .topup, .withdrawal]) }),
    ]

    private static func transfer(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let source = try await services.own(try fields.account("source_account_id"), call)
        let currency = try fields.optionalCurrency() ?? source.currency
        let order = PaymentOrder(
            payment: call.subject.payment, kind: .transfer, payer: source.account,
            payee: try fields.account("destination_account_id"), amountMinor: try fields.amountMinor(in: currency),
            currency: currency, reference: try fields.optionalText("reference"))
        try fields.noMore()
        return try await accept(order, call, services)
    }
}

extension Services {
    /// An account that the caller may take money from: their own, whatever their role.
    func own(_ account: AccountID, _ call: Call) async throws -> Holding {
        guard let holding = try await identity.holding(account), holding.person == (try call.caller()).person else {
            throw Problem(.accountNotFound)
        }
        return holding
    }

    /// An account that the caller may look at.
    func readable(_ account: AccountID, _ call: Call) async throws -> Holding {
        try await readable(house.identity.holding(account), call)
    }

    func readable(_ holding: Holding?, _ call: Call) async throws -> Holding {
        guard let holding else { throw Problem(.accountNotFound) }
        let caller = try call.caller()
        guard holding.person == caller.person || caller.role.readsAll else { throw Problem(.accountNotFound) }
        if holding.person != caller.person { try await willShow(holding.person, to: call) }
        return holding
    }
}
