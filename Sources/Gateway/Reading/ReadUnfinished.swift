import Payments
import Postgres

/// Whether a payment from or to some accounts is under way, or waits for an operator.
struct ReadUnfinished: Statement, Sendable {
    let accounts: [AccountID]

    static let states = PaymentState.allCases.filter { !$0.isFinal || $0 == .suspended }.map(\.rawValue)

    static let sql = """
        SELECT EXISTS (SELECT FROM payment.payment WHERE payer = ANY($1) AND state = ANY($2))
            OR EXISTS (SELECT FROM payment.payment WHERE payee = ANY($1) AND state = ANY($2))
        """

    func bind(_ p: inout Parameters) {
        p.append(accounts.map(\.text))
        p.append(Self.states)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}

extension Reads {
    func hasUnfinished(_ accounts: [AccountID]) async throws -> Bool {
        if accounts.isEmpty { return false }
        let page = HistoryPage(accounts: accounts, filter: .all, after: nil, limit: 200)
        let accepted = try await own.query(AcceptedHistory<LatestFirst>(page: page)).map(\.id)
        if try await readSide.query(ReadPayments(ids: accepted)).count < accepted.count { return true }
        return try await readSide.query(ReadUnfinished(accounts: accounts)).first == true
    }
}
