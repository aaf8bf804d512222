import Payments
import Postgres

/// The order of a history's page: by when payments began, and where two began together by their ids.
protocol HistoryOrder: Sendable {
    /// Which positions come behind a page's last one.
    static var comparison: String { get }
    static var direction: String { get }
}

enum LatestFirst: HistoryOrder {
    static let comparison = "<"
    static let direction = "DESC"
}

enum EarliestFirst: HistoryOrder {
    static let comparison = ">"
    static let direction = "ASC"
}

extension HistoryOrder {
    /// What was paid from or to some accounts: a walk along an index for each account and side, as far as the page
    /// needs. What the filters leave out is passed on the way.
    ///
    /// The parameters are those of `HistoryPage.bind`.
    static func walk(_ columns: String, of table: String, time: String, id: String, state: String) -> String {
        func side(_ column: String) -> String {
            """
            SELECT \(columns) FROM \(table)
            WHERE \(column) = mine.account AND (\(time), \(id)) \(comparison) ($2, $3)
                AND \(time) >= $4 AND \(time) < $5 AND kind = ANY($6) AND \(state) = ANY($7)
                AND amount_minor BETWEEN $8 AND $9
            ORDER BY \(time) \(direction), \(id) \(direction) LIMIT $10
            """
        }
        return """
            SELECT DISTINCT ON (p.since, p.id) p.* FROM unnest($1::text[]) AS mine (account) CROSS JOIN LATERAL (
                (\(side("payer"))) UNION ALL (\(side("payee")))) AS p
            ORDER BY p.since \(direction), p.id \(direction) LIMIT $10
            """
    }
}

/// Payments that the payment worker has heard of.
struct ReadHistory<Order: HistoryOrder>: Statement, Sendable {
    let page: HistoryPage

    static var sql: String {
        Order.walk(PaymentRecord.columns, of: "payment.payment", time: "since", id: "id", state: "state")
    }

    func bind(_ p: inout Parameters) { page.bind(&p) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentRecord { try PaymentRecord(row) }
}

/// Where a payment stands in a history.
struct HistoryPosition: Sendable, Comparable {
    let at: Timestamp
    let id: PaymentID

    static func < (left: HistoryPosition, right: HistoryPosition) -> Bool {
        left.at != right.at ? left.at < right.at : left.id < right.id
    }
}

/// Which part of a history is wanted.
struct HistoryPage: Sendable {
    let accounts: [AccountID]
    let filter: HistoryFilter
    /// Only payments behind this one; nil: from the beginning.
    let after: HistoryPosition?
    var limit: Int

    func bind(_ p: inout Parameters) {
        p.append(accounts.map(\.text))
        p.append(startTime)
        p.append(startID)
        p.append(filter.from.map { Timestamptz(microseconds: $0.microseconds) } ?? .minusInfinity)
        p.append(filter.to.map { Timestamptz(microseconds: $0.microseconds) } ?? .infinity)
        p.append(filter.kinds.map(\.rawValue))
        p.append(filter.states.map(\.rawValue))
        p.append(filter.amountMinor.lowerBound)
        p.append(filter.amountMinor.upperBound)
        p.append(Int64(limit))
    }

    /// Whether the statements of this page would find it; the accounts are taken for granted.
    func includes(_ record: PaymentRecord) -> Bool {
        guard filter.includes(record) else { return false }
        guard let after else { return true }
        return filter.isEarliestFirst ? record.position > after : record.position < after
    }

    private var startTime: Timestamptz {
        if let after { return Timestamptz(microseconds: after.at.microseconds) }
        return filter.isEarliestFirst ? .minusInfinity : .infinity
    }

    private var startID: UUIDBits {
        if let after { return UUIDBits(high: after.id.high, low: after.id.low) }
        let word: UInt64 = filter.isEarliestFirst ? 0 : .max
        return UUIDBits(high: word, low: word)
    }
}

/// Which payments of a history are wanted, and in which order.
struct HistoryFilter: Sendable {
    let kinds: [PaymentKind]
    let states: [PaymentState]
    /// From this moment on.
    let from: Timestamp?
    /// Before this moment.
    let to: Timestamp?
    let account: AccountID?
    let amountMinor: ClosedRange<Int64>
    let isEarliestFirst: Bool

    /// Everything, the latest first.
    static let all = HistoryFilter(
        kinds: PaymentKind.allCases, states: PaymentState.allCases, from: nil, to: nil, account: nil,
        amountMinor: Int64.min...Int64.max, isEarliestFirst: false)

    func includes(_ record: PaymentRecord) -> Bool {
        kinds.contains { $0.rawValue == record.kind } && states.contains { $0.rawValue == record.state }
            && from.map { record.createdAt >= $0 } ?? true && to.map { record.createdAt < $0 } ?? true
            && amountMinor.contains(record.amountMinor)
    }
}
