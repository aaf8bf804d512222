import Hummingbird
import Identity
import Payments

/// What is held about a person: given to them, or erased.
extension Endpoints {
    static func export(_ call: Call, _ services: Services) async throws -> Answer {
        .json(try await services.export(of: call.caller().person))
    }

    static func erase(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.body.isEmpty ? nil : call.fields()
        let password = try fields?.optionalText("password", most: PasswordRules.maximumBytes)
        try fields?.noMore()
        try await services.identity.reassure(call.caller(), password: password)
        try await services.erase(call.caller().person, by: .caller(call.caller()))
        return .nothing
    }
}

extension Services {
    /// Rows of one kind in an export. Payments beyond them are in the pages of `GET /v1/payments`.
    static let mostOfEach = 1_000

    func export(of id: Identifier) async throws -> ExportView {
        let person = try await identity.person(id)
        let holdings = try await identity.holdings(of: id)
        let accounts = holdings.map(\.account)
        let balances = try await reads.balances(accounts)
        let page = HistoryPage(accounts: accounts, filter: .all, after: nil, limit: Self.mostOfEach)
        let payments = try await reads.history(page)
        let trails =
            try await identity.trail.readings(of: id, limit: Self.mostOfEach, in: identity.pool)
            + identity.trail.readings(of: id, limit: Self.mostOfEach, in: reads.own)
        return ExportView(
            profile: ProfileView(person),
            contacts: holdings.filter { person.isConfirmed && $0.closedAt == nil }
                .map { ContactView(accountId: $0.account.text, email: person.email) },
            accounts: holdings.map { AccountView($0, balances[$0.account.text]) },
            payments: payments.map { PaymentView($0) }, morePayments: payments.count == Self.mostOfEach,
            keys: try await identity.keys(of: id).map { KeyView($0, secret: nil) },
            webhooks: try await identity.webhooks(of: id).map { WebhookView($0, nil) },
            sessions: try await identity.sessions(of: id).map { SessionView($0) },
            trail: trails.sorted { $0.entry.at > $1.entry.at }.map { TrailView($0, of: id) })
    }

    /// Erases a person whose accounts are empty and at rest.
    ///
    /// A payment that arrives between the look at the accounts and their closing leaves money in an account without an
    /// owner; the wallet then refuses to close it, as a dead letter for operators.
    func erase(_ person: Identifier, by authority: Authority) async throws {
        try await areAtRest(try await identity.holdings(of: person).map(\.account))
        // Before the person: a caller who repeats a request that was cut short is still known.
        let parts = try identity.trail.erase(person)
        _ = try await reads.own.run { try $0.execute(parts) }
        try await identity.erase(person, by: authority)
    }

    /// Whether accounts can be closed: they are empty, not frozen, and no payment is under way.
    ///
    /// - Throws: `accounts_not_empty`, `account_frozen`, `payments_under_way`.
    func areAtRest(_ accounts: [AccountID]) async throws {
        let balances = try await reads.balances(accounts).values
        if balances.contains(where: { $0.balanceMinor != 0 }) { throw Problem(.accountsNotEmpty) }
        if balances.contains(where: { $0.state == AccountState.frozen.rawValue }) { throw Problem(.accountFrozen) }
        if try await reads.hasUnfinished(accounts) { throw Problem(.paymentsUnderWay) }
    }
}

struct ExportView: Encodable {
    let profile: ProfileView
    let contacts: [ContactView]
    let accounts: [AccountView]
    let payments: [PaymentView]
    let morePayments: Bool
    let keys: [KeyView]
    let webhooks: [WebhookView]
    let sessions: [SessionView]
    let trail: [TrailView]
}

/// Where mails about an account go.
struct ContactView: Encodable {
    let accountId: String
    let email: String
}

/// A line of the trail. Who else was there is told only by what they were: the address is one's own or nobody's.
struct TrailView: Encodable {
    let at: String
    let action: String
    let outcome: String
    let subject: String?
    /// `me`, `nobody_known` or `somebody_else`.
    let by: String
    let address: String?
    let userAgent: String?

    init(_ reading: Trail.Reading, of person: Identifier) {
        at = reading.entry.at.description
        action = reading.entry.action
        outcome = reading.entry.outcome
        subject = reading.entry.subject
        let isOwn = reading.actor?.person == person.description
        let isNobody = reading.actor?.person == nil
        by = isOwn ? "me" : isNobody ? "nobody_known" : "somebody_else"
        address = isOwn || isNobody ? reading.actor?.address : nil
        userAgent = isOwn || isNobody ? reading.actor?.agent : nil
    }
}
