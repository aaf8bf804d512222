import Payments
import Postgres
import Webhooks

/// Every delivery of some payments to some endpoints, and some more by their ids. Index look-ups, whatever the planner
/// believes about the table's size.
struct ReadDeliveries: Statement {
    let threads: [DeliveryKey.Thread]
    let ids: [PaymentID]

    private static let columns =
        "id, endpoint, payment, event, created_at, body, since, state, attempts, next_at, status, code"

    static let sql = """
        SELECT found.* FROM unnest($1::uuid[], $2::uuid[]) AS wanted (endpoint, payment) CROSS JOIN LATERAL (
            SELECT \(columns) FROM delivery
            WHERE delivery.endpoint = wanted.endpoint AND delivery.payment = wanted.payment OFFSET 0
        ) AS found
        UNION ALL
        SELECT found.* FROM unnest($3::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
            SELECT \(columns) FROM delivery WHERE delivery.id = wanted.id OFFSET 0
        ) AS found
        """

    func bind(_ p: inout Parameters) {
        p.append(count: threads.count) { UUIDBits(threads[$0].endpoint) }
        p.append(count: threads.count) { UUIDBits(threads[$0].payment) }
        p.append(count: ids.count) { UUIDBits(ids[$0]) }
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Delivery {
        guard let event = WebhookEvent(rawValue: try row.string(3)),
            let state = Delivery.State(rawValue: try row.string(7))
        else { throw PostgresError(.invalidValue, statement: "ReadDeliveries") }
        let key = DeliveryKey(
            endpoint: PaymentID(try row.uuid(1)), payment: try row.optionalUUID(2).map { PaymentID($0) },
            delivery: PaymentID(try row.uuid(0)))
        return Delivery(
            key: key, event: event, createdAt: try row.timestamptz(4).microseconds, body: try row.bytes(5),
            since: try row.timestamptz(6).microseconds, state: state, attempts: try row.int32(8),
            nextAt: try row.optionalTimestamptz(9)?.microseconds, status: try row.optionalInt16(10),
            code: try row.optionalString(11))
    }
}
