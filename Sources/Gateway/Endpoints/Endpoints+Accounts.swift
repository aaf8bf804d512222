import Hummingbird
import Identity
import Payments

extension Endpoints {
    static let accounts = [
        Endpoint(.get, "/v1/accounts", .scope(.accountsRead), list),
        Endpoint(.post, "/v1/accounts/create", .scope(.accountsWrite), open),
        Endpoint(.delete, "/v1/accounts/{account_id}", .people, close),
        Endpoint(.get, "/v1/accounts/{account_id}/balance", .scope(.accountsRead), balance),
        Endpoint(.get, "/v1/accounts/{account_id}/summary", .scope(.accountsRead), summary),
        Endpoint(.get, "/v1/accounts/{account_id}/statement", .scope(.accountsRead), statement),
        Endpoint(.post, "/v1/accounts/{account_id}/deposit", .scope(.paymentsWrite), deposit),
        Endpoint(.post, "/v1/accounts/{account_id}/withdraw", .scope(.paymentsWrite), withdraw),
    ]

    private static func list(_ call: Call, _ services: Services) async throws -> Answer {
        let holdings = try await services.house.identity.holdings(of: call.caller().person)
        let balances = try await services.reads.balances(holdings.map(\.account))
        let items = holdings.map { AccountView($0, balances[$0.account.text]) }
        return .json(ListView(items: items, next: nil))
    }

    private static func open(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let kind: Holding.Kind = try fields.choice("account_type", standard: .wallet)
        let currency = try fields.optionalCurrency() ?? services.configuration.currency
        try fields.noMore()
        let holding = try await services.identity.openAccount(
            as: call.subject, by: call.caller(), kind: kind, currency: currency)
        var answer = Answer.json(AccountView(holding, nil), status: .accepted)
        answer.headers[.location] = "/v1/accounts/\(holding.account)/balance"
        return answer
    }

    private static func close(_ call: Call, _ services: Services) async throws -> Answer {
        let holding = try await services.own(call.account(), call)
        try await services.areAtRest([holding.account])
        try await services.identity.closeAccount(holding.account, by: call.caller())
        return .nothing
    }

    private static func balance(_ call: Call, _ services: Services) async throws -> Answer {
        let account = try call.account()
        let (balance, holdings) = try await services.reads.balance(
            account, and: account, of: services.house.identity.holdingsByAccount)
        return .json(AccountView(try await services.readable(holdings.first, call), balance))
    }

    private static func summary(_ call: Call, _ services: Services) async throws -> Answer {
        let holding = try await services.readable(call.account(), call)
        async let balance = services.reads.balance(holding.account)
        async let bills = services.reads.upcomingBills(
            ReadUpcomingBills(page: BillPage(accounts: [holding.account], dueBefore: nil, after: nil, limit: 10)))
        let entries = try await services.reads.entries(
            ReadEntries(account: holding.account, before: .max, from: nil, to: nil, limit: 10))
        let view = AccountView(holding, try await balance)
        let today = CalendarDate(.now())
        return .json(
            SummaryView(
                account: view, transactionHistory: entries.map { EntryView($0, holding.currency.code) },
                upcomingBills: try await bills.map { BillView($0, on: today) }))
    }

    private static func deposit(_ call: Call, _ services: Services) async throws -> Answer {
        let holding = try await services.own(call.account(), call)
        let amount = try Amount(call.fields(), of: holding)
        guard let source = services.configuration.depositSources[amount.currency] else {
            throw Problem(.depositNotOffered)
        }
        let order = PaymentOrder(
            payment: call.subject.payment, kind: .topup, payer: source, payee: holding.account,
            amountMinor: amount.amountMinor, currency: amount.currency, reference: amount.reference)
        return try await accept(order, call, services)
    }

    private static func withdraw(_ call: Call, _ services: Services) async throws -> Answer {
        let holding = try await services.own(call.account(), call)
        let amount = try Amount(call.fields(), of: holding)
        guard let destination = services.configuration.withdrawalDestinations[amount.currency] else {
            throw Problem(.withdrawalNotOffered)
        }
        let order = PaymentOrder(
            payment: call.subject.payment, kind: .withdrawal, payer: holding.account, payee: destination,
            amountMinor: amount.amountMinor, currency: amount.currency, reference: amount.reference)
        return try await accept(order, call, services)
    }

    /// The body of a deposit and of a withdrawal.
    private struct Amount {
        let amountMinor: Int64
        let currency: Currency
        let reference: String?

        init(_ fields: Fields, of holding: Holding) throws {
            currency = try fields.optionalCurrency() ?? holding.currency
            amountMinor = try fields.amountMinor(in: currency)
            reference = try fields.optionalText("reference")
            try fields.noMore()
        }
    }
}

struct AccountView: Encodable {
    let accountId: String
    let userId: String
    let accountType: String
    let currency: String
    /// `opening` until the wallet worker has heard of it, `closing` until it has heard that its owner closed it.
    let state: String
    let balance: String
    let balanceMinor: Int64
    let createdAt: String

    init(_ holding: Holding, _ row: ReadBalances.Row?) {
        accountId = holding.account.text
        userId = holding.person.description
        accountType = holding.kind.rawValue
        currency = holding.currency.code
        let known = row?.state ?? "opening"
        state = holding.closedAt != nil && known != AccountState.closed.rawValue ? "closing" : known
        balance = decimalText(row?.balanceMinor ?? 0, holding.currency.code)
        balanceMinor = row?.balanceMinor ?? 0
        createdAt = holding.createdAt.description
    }
}

private struct SummaryView: Encodable {
    let account: AccountView
    let transactionHistory: [EntryView]
    let upcomingBills: [BillView]
}

struct EntryView: Encodable {
    let number: Int64
    let paymentId: String
    let timestamp: String
    let type: String
    let kind: String
    let outcome: String
    let counterpartyAccountId: String?
    let counterpartyName: String?
    let billId: String?
    let reference: String?
    let amount: String
    let amountMinor: Int64
    let balanceAfter: String
    let balanceAfterMinor: Int64
    let currency: String

    init(_ row: ReadEntries.Row, _ currency: String) {
        number = row.number
        paymentId = row.payment.description
        timestamp = row.at.description
        type = row.amountMinor < 0 ? "debit" : "credit"
        kind = row.kind
        outcome = row.outcome
        counterpartyAccountId = row.counterparty
        counterpartyName = row.counterpartyName
        billId = row.bill
        reference = row.reference
        amount = decimalText(row.amountMinor, currency)
        amountMinor = row.amountMinor
        balanceAfter = decimalText(row.balanceAfterMinor, currency)
        balanceAfterMinor = row.balanceAfterMinor
        self.currency = currency
    }
}
