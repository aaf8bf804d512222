import Postgres

/// Something an operator has ordered of a worker and not taken back.
public struct StandingOrder: Sendable, Equatable, Encodable {
    public enum Scope: String, Sendable, Equatable, Encodable, CaseIterable {
        case worker, lane, connector, drain
    }

    public let worker: String
    public let scope: Scope
    /// Of a lane `topic/partition`, of a connector its name, of a drain an instance or nothing.
    public let name: String
    public let since: Moment
    public let operatorName: String
    public let reason: String

    /// `worker wallet`, `lane bill.paid/0 of wallet`, `connector mail of notification`.
    public var sentence: String {
        switch scope {
        case .worker: "worker \(worker)"
        case .drain: "drain of \(name.isEmpty ? worker : name)"
        case .lane, .connector: "\(scope.rawValue) \(name) of \(worker)"
        }
    }
}

/// The orders in the schema in the search path.
struct ReadStandingOrders: Statement {
    let worker: String

    static let sql = """
        SELECT $1::text, scope, name, since, operator, reason FROM control
        WHERE scope IN ('worker', 'lane', 'connector', 'drain') ORDER BY scope, name
        """

    func bind(_ p: inout Parameters) { p.append(worker) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> StandingOrder {
        StandingOrder(
            worker: try row.string(0), scope: .init(rawValue: try row.string(1)) ?? .worker, name: try row.string(2),
            since: Moment(try row.timestamptz(3)), operatorName: try row.string(4), reason: try row.string(5))
    }
}
