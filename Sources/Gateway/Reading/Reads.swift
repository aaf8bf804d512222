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

    /// What the payment worker knows wins over what was accepted.
    func history(_ page: HistoryPage) async throws -> [PaymentRecord] {
        if page.accounts.isEmpty { return [] }
        async let accepted = own.query(AcceptedHistory(page: page))
        let known = try await readSide.query(ReadHistory(page: page))
        let ids = Set(known.map(\.id))
        let merged = try await known + accepted.filter { !ids.contains($0.id) }
        return Array(merged.sorted { $0.id > $1.id }.prefix(page.limit))
    }

    /// Billers that both the wallet and billing know.
    func services() async throws -> [ReadBillers.Row] {
        let billers = try await readSide.query(ReadBillers())
        let accounts = try await balances(billers.compactMap { AccountID($0.account) })
        return billers.filter { accounts[$0.account]?.kind == AccountKind.biller.rawValue }
    }
}
