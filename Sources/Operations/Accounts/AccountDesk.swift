import Lane
import Messages
import Payments
import Postgres
import Settings

/// Shows accounts, and has the wallet freeze and unfreeze them: by a message on a topic of the wallet's, never by
/// writing to its ledger.
public struct AccountDesk {
    private let settings: Settings
    private let databases: Databases

    public init(settings: Settings) {
        self.settings = settings
        databases = Databases(settings)
    }

    /// - Parameter entries: how many of its latest movements.
    /// - Throws: `unknown_target` when there is no such account.
    public func show(_ account: AccountID, entries: Int = 10) throws(OperationError) -> AccountReport {
        AccountReport(
            account: try standing(account),
            latest: entries == 0
                ? []
                : try databases.query(
                    LatestEntries(account: account.text, limit: Int32(clamping: entries)), of: "wallet"))
    }

    /// - Parameter after: the last account of the page before.
    public func list(
        _ filter: AccountFilter, after: String = "", limit: Int = 100
    ) throws(OperationError) -> AccountListReport {
        let count = Int32(clamping: limit)
        let ids: [String]
        if let kind = filter.kind, kind == .clearing || kind == .suspense {
            ids = try databases.query(InternalAccountIDs(kind: kind), of: "wallet").filter { $0 > after }
        } else {
            ids = try databases.query(AccountIDs(filter: filter, after: after, limit: count), of: "wallet")
        }
        let page = Array(ids.prefix(limit))
        return AccountListReport(
            accounts: page.isEmpty ? [] : try databases.query(AccountStandings(accounts: page), of: "wallet"),
            next: page.count == limit ? page.last : nil)
    }

    /// Looks and changes nothing. The wallet has the last word.
    ///
    /// - Parameter isFrozen: freeze it, or else unfreeze it.
    /// - Throws: `unknown_target` when there is no such account, or it cannot be frozen.
    public func plan(_ account: AccountID, isFrozen: Bool) throws(OperationError) -> AccountChangeReport {
        let found = try standing(account)
        guard let state = found.state, ["wallet", "biller", "external"].contains(found.kind) else {
            throw OperationError(.unknownTarget, "\(account) is the ledger's own and is never frozen")
        }
        if state == "closed" { throw OperationError(.unknownTarget, "account \(account) is closed") }
        let wanted = isFrozen ? "frozen" : "open"
        return AccountChangeReport(
            account: account.text, state: wanted, outcome: state == wanted ? .doneBefore : .planned)
    }

    /// Asks the wallet for it, and waits for what it makes of that.
    ///
    /// - Parameter patience: how long to wait; what was asked for is done later all the same.
    public func change(
        _ account: AccountID, isFrozen: Bool, reason: String, patience: Duration = .seconds(15)
    ) throws(OperationError) -> AccountChangeReport {
        var report = try plan(account, isFrozen: isFrozen)
        guard report.outcome == .planned else { return report }
        let log = try OperationLog(settings)
        let command = isFrozen ? "account freeze" : "account unfreeze"
        let operation = try log.record(
            command, target: "account \(account)", reason: reason
        ) { _ throws(OperationError) in
            let asked = Moment.now()
            let request = AccountRequested(account: account, action: isFrozen ? .freeze : .unfreeze)
            try OperatorMessage.publish(request, settings.kafka)
            try follow(account, since: asked, patience, &report)
            return report.detail.map { "\(report.outcome.rawValue): \($0)" } ?? report.outcome.rawValue
        }
        report.operation = operation.id
        return report
    }

    /// Until the wallet has changed the account, or given the message up.
    private func follow(
        _ account: AccountID, since asked: Moment, _ patience: Duration, _ report: inout AccountChangeReport
    ) throws(OperationError) {
        let connection = try databases.open("wallet")
        defer { connection.close() }
        let wanted = report.state
        let answer = try OperatorMessage.follow(within: patience) { () throws(OperationError) -> String? in
            let (standing, refusal) = try asking("wallet") { () throws(PostgresError) in
                (
                    try connection.query(AccountStandings(accounts: [account.text])).first,
                    try connection.query(RefusalOfAccount(account: account.text, since: asked)).first
                )
            }
            if standing?.state == wanted { return "" }
            guard let refusal else { return nil }
            let reason = HeaderBlock.decode(refusal).first { $0.name == "giro-reason" }
            return reason.map { String(decoding: $0.value, as: UTF8.self) } ?? "unknown"
        }
        report.outcome = answer.map { $0.isEmpty ? .done : .refused } ?? .pending
        report.detail = answer.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func standing(_ account: AccountID) throws(OperationError) -> AccountStanding {
        let found = try databases.query(AccountStandings(accounts: [account.text]), of: "wallet").first
        guard let found else { throw OperationError(.unknownTarget, "there is no account \(account)") }
        return found
    }
}
