import Kafka
import Messages
import Payments
import Postgres
import Settings

/// Shows what is in suspense, and has the wallet release it: by a message on a topic of the wallet's, never by writing
/// to its ledger.
public struct SuspenseDesk {
    private let settings: Settings
    private let databases: Databases

    public init(settings: Settings) {
        self.settings = settings
        databases = Databases(settings)
    }

    public func list(limit: Int = 100) throws(OperationError) -> SuspenseReport {
        SuspenseReport(
            at: .now(),
            payments: try databases.query(
                SuspendedPayments(payment: nil, limit: Int32(clamping: limit)), of: "wallet"),
            totals: try databases.query(SuspenseTotals(), of: "wallet"))
    }

    /// Looks and changes nothing. The wallet has the last word.
    ///
    /// - Throws: `unknown_target` when nothing of the payment is in suspense, or the account could not take it.
    public func plan(_ payment: PaymentID, to account: AccountID) throws(OperationError) -> SuspenseReleaseReport {
        if let before = try databases.query(DepartureOf(payment: payment), of: "wallet").first {
            guard before == account.text else {
                throw OperationError(.unknownTarget, "the money of \(payment) was released to \(before) before")
            }
            return SuspenseReleaseReport(
                payment: payment.description, amount: "", owner: "", account: before, outcome: .releasedBefore)
        }
        let found = try databases.query(SuspendedPayments(payment: payment, limit: 1), of: "wallet").first
        guard let found else { throw OperationError(.unknownTarget, "nothing of payment \(payment) is in suspense") }
        try check(account, takes: found)
        return SuspenseReleaseReport(
            payment: found.payment, amount: found.amount, owner: found.owner, account: account.text,
            outcome: .planned)
    }

    private func check(_ account: AccountID, takes payment: SuspenseReport.Payment) throws(OperationError) {
        let found = try databases.query(AccountOfLedger(account: account), of: "wallet").first
        guard let found, ["wallet", "biller", "external"].contains(found.kind) else {
            throw OperationError(.unknownTarget, "there is no account \(account)")
        }
        if found.state == "closed" { throw OperationError(.unknownTarget, "account \(account) is closed") }
        if found.currency != payment.currency {
            throw OperationError(.unknownTarget, "account \(account) is in \(found.currency), not \(payment.currency)")
        }
    }

    /// Asks the wallet for it, and waits for what it makes of that.
    ///
    /// - Parameter patience: how long to wait; what was asked for is done later all the same.
    public func release(
        _ payment: PaymentID, to account: AccountID, reason: String, patience: Duration = .seconds(15)
    ) throws(OperationError) -> SuspenseReleaseReport {
        var report = try plan(payment, to: account)
        guard report.outcome == .planned else { return report }
        let log = try OperationLog(settings)
        let operation = try log.record(
            "suspense release", target: "payment \(payment) to \(account)", reason: reason
        ) { _ throws(OperationError) in
            let asked = Moment.now()
            try OperatorMessage.publish(ReleaseRequested(payment: payment, account: account), settings.kafka)
            try follow(payment, since: asked, patience, &report)
            return report.detail.map { "\(report.outcome.rawValue): \($0)" } ?? report.outcome.rawValue
        }
        report.operation = operation.id
        return report
    }

    /// Until the wallet has moved the money, or given the message up.
    private func follow(
        _ payment: PaymentID, since asked: Moment, _ patience: Duration, _ report: inout SuspenseReleaseReport
    ) throws(OperationError) {
        let connection = try databases.open("wallet")
        defer { connection.close() }
        let answer = try OperatorMessage.follow(within: patience) { () throws(OperationError) -> Answer? in
            let (departure, letters) = try asking("wallet") { () throws(PostgresError) in
                (
                    try connection.query(DepartureOf(payment: payment)).first,
                    try connection.query(DeadLettersOf(payments: [payment]))
                )
            }
            // Another operator may have been faster, with another account.
            if let departure {
                return departure == report.account ? Answer(.released) : Answer(.refused, "already_released")
            }
            let refusal = letters.last { $0.topic == "\(ReleaseRequested.topic).dlq" && $0.at >= asked }
            return refusal.map { Answer(.refused, $0.reason) }
        }
        report.outcome = answer?.outcome ?? .pending
        report.detail = answer?.detail
    }

    private struct Answer {
        let outcome: SuspenseReleaseReport.Outcome
        let detail: String?

        init(_ outcome: SuspenseReleaseReport.Outcome, _ detail: String? = nil) {
            self.outcome = outcome
            self.detail = detail
        }
    }
}

private struct AccountOfLedger: Statement {
    let account: AccountID

    static let sql = "SELECT kind, currency, state FROM account WHERE id = $1"

    func bind(_ p: inout Parameters) { p.append(account.text) }

    static func decode(
        _ row: borrowing RowReader
    ) throws(PostgresError) -> (kind: String, currency: String, state: String) {
        (try row.string(0), try row.string(1), try row.string(2))
    }
}
