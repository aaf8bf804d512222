import Payments
import Postgres

/// Notes deliveries that are not known yet, as waiting; but none to endpoints that nobody announced. The endpoints'
/// rows are locked.
struct InsertDeliveries: Statement {
    let deliveries: [Delivery]

    static let sql = """
        INSERT INTO delivery (id, endpoint, payment, created_at, since, updated_at, place, event, state, body)
        SELECT id, endpoint, payment, at, at, at, place, event, 'waiting', body
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::smallint[], $6::text[], $7::bytea[])
            AS said (id, endpoint, payment, at, place, event, body)
        WHERE EXISTS (SELECT FROM endpoint WHERE endpoint.id = said.endpoint)
        ON CONFLICT DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(count: deliveries.count) { UUIDBits(deliveries[$0].id) }
        p.append(count: deliveries.count) { UUIDBits(deliveries[$0].key.endpoint) }
        p.append(count: deliveries.count) { index -> UUIDBits? in deliveries[index].key.payment.map { UUIDBits($0) } }
        p.append(count: deliveries.count) { Timestamptz(microseconds: deliveries[$0].createdAt) }
        p.append(count: deliveries.count) { deliveries[$0].event.place }
        p.append(count: deliveries.count) { deliveries[$0].event.rawValue }
        p.append(count: deliveries.count) { deliveries[$0].body }
    }
}
