import Payments
import Postgres

/// Everything that is read: from the workers' read sides through a role that only reads, and from what was accepted and
/// is not there yet.
struct Reads: Sendable {
    /// As `giro_reader`.
    let readSide: ConnectionPool
    /// As `giro_gateway`.
    let own: ConnectionPool

    func balances(_ accounts: [AccountID]) async throws -> [String: ReadBalances.Row] {
        if accounts.isEmpty { return [:] }
        let rows = try await readSide.query(ReadBalances(accounts: accounts))
        return Dictionary(rows.map { ($0.account, $0) }, uniquingKeysWith: { $1 })
    }

    func entries(_ statement: ReadEntries) async throws -> [ReadEntries.Row] {
        try await readSide.query(statement)
    }

    func payment(_ id: PaymentID) async throws -> PaymentRecord? {
        if let known = try await readSide.query(ReadPayments(ids: [id])).first { return known }
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
