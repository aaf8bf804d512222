import Metrics
import Postgres

/// What is looked at a few times a minute: connections, and what waits to be published.
struct GatewayGauges: Sendable {
    private let requests = Gauge(label: "giro_gateway_requests_under_way")
    private let limit = Gauge(label: "giro_gateway_requests_limit")
    private let waits = Gauge(label: "giro_gateway_waits")

    func show(requests count: Int, limit most: Int, waits waiting: Int) {
        requests.record(count)
        limit.record(most)
        waits.record(waiting)
    }

    func show(_ pool: ConnectionPool, named name: String) {
        let load = pool.load
        for (state, value) in [("busy", load.busy), ("waiting", load.waiting), ("most", load.connections)] {
            Gauge(label: "giro_gateway_connections", dimensions: [("pool", name), ("state", state)]).record(value)
        }
    }

    func show(_ backlog: OutboxBacklog.Row, named name: String) {
        Gauge(label: "giro_gateway_outbox_messages", dimensions: [("outbox", name)]).record(backlog.messages)
        Gauge(label: "giro_gateway_outbox_age_seconds", dimensions: [("outbox", name)]).record(
            Double(backlog.ageMilliseconds) / 1_000)
    }
}

/// What waits in an outbox, and since when.
struct OutboxBacklog: Statement, Sendable {
    struct Row: Sendable {
        /// Counted up to 100,000.
        let messages: Int64
        let ageMilliseconds: Int64
    }

    static let sql = """
        SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 100000) AS counted),
            coalesce((SELECT (extract(epoch FROM now() - at) * 1000)::bigint FROM outbox ORDER BY id LIMIT 1), 0)
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(messages: try row.int64(0), ageMilliseconds: try row.int64(1))
    }
}
