import Kafka
import Payments
import Postgres
import WebhookWorker

/// What an operator wants paused or resumed.
public enum OrderTarget: Sendable, Equatable {
    case worker(String)
    case lane(worker: String, TopicPartition)
    /// A biller's endpoint, a biller's account, `mail`, or `webhook/` and an endpoint's id.
    case connector(String)
}

/// The same, as a row of a worker's `control` table has it.
struct OrderRow: Sendable, Equatable {
    let worker: String
    let scope: StandingOrder.Scope
    let name: String

    /// For people and for the operations log.
    var sentence: String {
        switch scope {
        case .worker: "worker \(worker)"
        case .lane: "lane \(name) of \(worker)"
        case .connector: "connector \(name) of \(worker)"
        case .drain: name.isEmpty ? "every process of \(worker)" : "process \(name) of \(worker)"
        }
    }
}

extension OrderTarget {
    /// Finds the row, and whether there is such a thing at all.
    func row(in databases: Databases) throws(OperationError) -> OrderRow {
        switch self {
        case .worker(let worker):
            try Self.require(worker)
            return OrderRow(worker: worker, scope: .worker, name: "")
        case .lane(let worker, let partition):
            try Self.require(worker)
            let lanes = try databases.query(ReadLanes(), of: worker)
            guard lanes.contains(where: { $0.partition == partition }) else {
                throw OperationError(
                    .unknownTarget, "\(worker) has no lane \(partition); giro status --lanes shows them")
            }
            return OrderRow(worker: worker, scope: .lane, name: partition.description)
        case .connector("mail"):
            return OrderRow(worker: "notification", scope: .connector, name: "mail")
        case .connector(let name) where name.hasPrefix(WebhookWorker.connectorPrefix):
            guard let webhook = PaymentID(String(name.dropFirst(WebhookWorker.connectorPrefix.count))) else {
                throw OperationError(.unknownTarget, "\(name) holds no endpoint's id")
            }
            return OrderRow(worker: "webhook", scope: .connector, name: WebhookWorker.connector(of: webhook))
        case .connector(let name):
            guard let endpoint = try databases.query(FindEndpoint(name: name), of: "billing").first else {
                throw OperationError(
                    .unknownTarget, "\(name) is no biller, no biller's endpoint, and not mail")
            }
            return OrderRow(worker: "billing", scope: .connector, name: endpoint)
        }
    }

    /// The orders that a resume takes back. What stands is resumed by the name it stands under, whether anything is
    /// still announced there or not; and orders that were given together are taken back together.
    func standing(in databases: Databases) throws(OperationError) -> [OrderRow] {
        guard case .connector(let name) = self, owner == "billing" else { return [try row(in: databases)] }
        let found = try databases.query(StandingWith(name: name), of: "billing")
        if found.isEmpty {
            let row = try row(in: databases)
            let others = try databases.query(ReadStandingOrders(worker: "billing"), of: "billing").filter {
                $0.scope == .connector
            }
            if others.isEmpty { return [row] }
            let names = others.map(\.name).joined(separator: ", ")
            throw OperationError(
                .unknownTarget, "\(row.sentence) is not paused; what is paused there: \(names)")
        }
        return found.map { OrderRow(worker: "billing", scope: .connector, name: $0) }
    }

    /// The worker whose order it is.
    private var owner: String {
        switch self {
        case .worker(let worker), .lane(let worker, _): worker
        case .connector("mail"): "notification"
        case .connector(let name): name.hasPrefix(WebhookWorker.connectorPrefix) ? "webhook" : "billing"
        }
    }

    static func require(_ worker: String) throws(OperationError) {
        guard Databases.workers.contains(worker) else {
            let known = Databases.workers.joined(separator: ", ")
            throw OperationError(.unknownTarget, "no worker is called \(worker); there are \(known)")
        }
    }
}

/// A biller's endpoint by its account, or by itself when anything is or was asked there. Run it with the schema
/// `billing` in the search path.
private struct FindEndpoint: Statement {
    let name: String

    static let sql = """
        SELECT endpoint FROM biller WHERE account = $1
        UNION ALL SELECT $1 WHERE EXISTS (SELECT FROM biller WHERE endpoint = $1)
            OR EXISTS (SELECT FROM attempt WHERE endpoint = $1)
        LIMIT 1
        """

    func bind(_ p: inout Parameters) { p.append(name) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}

/// The connectors of the orders that stand under a name, or under the address of the biller with this account; each
/// with those that were given by the same word. Run it with the schema `billing` in the search path.
private struct StandingWith: Statement {
    let name: String

    static let sql = """
        SELECT DISTINCT others.name FROM control AS found
        JOIN control AS others ON others.scope = 'connector' AND (others.name = found.name
            OR (others.since, others.operator, others.reason) = (found.since, found.operator, found.reason))
        WHERE found.scope = 'connector' AND (found.name = $1
            OR found.name IN (SELECT endpoint FROM biller WHERE account = $1))
        ORDER BY others.name
        """

    func bind(_ p: inout Parameters) { p.append(name) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
