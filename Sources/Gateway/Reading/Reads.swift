import Payments
import Postgres

/// Everything that is read: from the workers' read sides through a role that only reads, and from what was accepted and
/// is not there yet.
struct Reads: Sendable {
    /// As `giro_reader`.
    let readSide: ConnectionPool
    /// As `giro_gateway`.
    let own: ConnectionPool
    private let balancesByAccount: GatheredLookup<String, ReadBalances.Row>
    private let paymentsByID: GatheredLookup<PaymentID, PaymentRecord>

    init(readSide: ConnectionPool, own: ConnectionPool) {
        self.readSide = readSide
        self.own = own
        balancesByAccount = GatheredLookup(pool: readSide) { connection, accounts in
            Dictionary(grouping: try connection.query(ReadBalances(accounts: accounts)), by: \.account)
        }
        paymentsByID = GatheredLookup(pool: readSide) { connection, payments in
            Dictionary(grouping: try connection.query(ReadPayments(ids: payments)), by: \.id)
        }
    }

    /// Nil when the wallet has not opened it yet.
    func balance(_ account: AccountID) async throws -> ReadBalances.Row? {
        try await balancesByAccount.rows(account.text).first
    }

    func balances(_ accounts: [AccountID]) async throws -> [String: ReadBalances.Row] {
        if accounts.isEmpty { return [:] }
        if accounts.count == 1 { return try await balance(accounts[0]).map { [$0.account: $0] } ?? [:] }
        let rows = try await readSide.query(ReadBalances(accounts: accounts.map(\.text)))
        return Dictionary(rows.map { ($0.account, $0) }, uniquingKeysWith: { $1 })
    }

    func entries(_ statement: ReadEntries) async throws -> [ReadEntries.Row] {
        try await readSide.query(statement)
    }

    func payment(_ id: PaymentID) async throws -> PaymentRecord? {
        if let known = try await paymentsByID.rows(id).first { return known }
        return try await own.query(FindAccepted(payment: id)).first
    }

    /// A payment, and what is looked up beside it at the same time.
    func payment<Key, Row>(
        _ id: PaymentID, and key: Key, of other: GatheredLookup<Key, Row>
    ) async throws -> (PaymentRecord?, [Row]) {
        let (known, rows) = try await paymentsByID.rows(id, and: key, of: other)
        if let record = known.first { return (record, rows) }
        return (try await own.query(FindAccepted(payment: id)).first, rows)
    }

    /// An account's balance, and what is looked up beside it at the same time.
    func balance<Key, Row>(
        _ account: AccountID, and key: Key, of other: GatheredLookup<Key, Row>
    ) async throws -> (ReadBalances.Row?, [Row]) {
        let (balances, rows) = try await balancesByAccount.rows(account.text, and: key, of: other)
        return (balances.first, rows)
    }

    /// What the payment worker knows wins over what was accepted.
    func history(_ page: HistoryPage) async throws -> [PaymentRecord] {
        if page.accounts.isEmpty { return [] }
        return page.filter.isEarliestFirst
            ? try await history(page, EarliestFirst.self) { $0.position < $1.position }
            : try await history(page, LatestFirst.self) { $0.position > $1.position }
    }

    private func history<Order: HistoryOrder>(
        _ page: HistoryPage, _ order: Order.Type, by isBefore: (PaymentRecord, PaymentRecord) -> Bool
    ) async throws -> [PaymentRecord] {
        async let accepted = accepted(page, order)
        let known = try await readSide.query(ReadHistory<Order>(page: page))
        let ids = Set(known.map(\.id))
        let others = try await present(accepted.filter { !ids.contains($0.id) })
        return Array((known + others.filter(page.includes)).sorted(by: isBefore).prefix(page.limit))
    }

    private func accepted<Order: HistoryOrder>(
        _ page: HistoryPage, _ order: Order.Type
    ) async throws -> [PaymentRecord] {
        guard page.filter.states.contains(.requested) else { return [] }
        var page = page
        // Asked for this state only, most of what was accepted is not it any more.
        if page.filter.states.count == 1 { page.limit = Self.mostAccepted }
        return try await own.query(AcceptedHistory<Order>(page: page))
    }

    /// Accepted payments as the payment worker knows them by now: perhaps in a state, or at a time, that the page does
    /// not ask for.
    private func present(_ accepted: [PaymentRecord]) async throws -> [PaymentRecord] {
        if accepted.isEmpty { return [] }
        let heard = try await readSide.query(ReadPayments(ids: accepted.map(\.id)))
        let records = Dictionary(heard.map { ($0.id, $0) }) { first, _ in first }
        return accepted.map { records[$0.id] ?? $0 }
    }

    private static let mostAccepted = 1_000

    func bills(_ statement: ReadBills) async throws -> [BillRecord] {
        statement.page.accounts.isEmpty ? [] : try await readSide.query(statement)
    }

    func upcomingBills(_ statement: ReadUpcomingBills) async throws -> [BillRecord] {
        statement.page.accounts.isEmpty ? [] : try await readSide.query(statement)
    }

    func bill(_ statement: ReadBill) async throws -> BillRecord? { try await readSide.query(statement).first }

    /// Billers that both the wallet and billing know.
    func services() async throws -> [ReadBillers.Row] {
        let billers = try await readSide.query(ReadBillers())
        let accounts = try await balances(billers.compactMap { AccountID($0.account) })
        return billers.filter { accounts[$0.account]?.kind == AccountKind.biller.rawValue }
    }
}
