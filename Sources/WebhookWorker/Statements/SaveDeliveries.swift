import Payments
import Postgres

/// Writes what became of deliveries, whose endpoints' rows this transaction has locked. An upsert only in form: it
/// finds each row by the primary key, whatever the planner believes about the table's size.
struct SaveDeliveries: Statement {
    /// In the order of the ids.
    let deliveries: [Delivery]
    let now: Int64

    static let sql = """
        INSERT INTO delivery (id, endpoint, payment, event, place, state, code, status, attempts, since, next_at,
            created_at, updated_at, body)
        SELECT id, endpoint, payment, event, place, state, code, status, attempts, since, next_at, since, $12, ''
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::smallint[], $6::text[], $7::text[],
            $8::smallint[], $9::int[], $10::timestamptz[], $11::timestamptz[])
            AS said (id, endpoint, payment, event, place, state, code, status, attempts, since, next_at)
        ON CONFLICT (id) DO UPDATE SET
            state = excluded.state, code = excluded.code, status = excluded.status, attempts = excluded.attempts,
            since = excluded.since, next_at = excluded.next_at, updated_at = excluded.updated_at
        """

    func bind(_ p: inout Parameters) {
        p.append(count: deliveries.count) { UUIDBits(deliveries[$0].id) }
        p.append(count: deliveries.count) { UUIDBits(deliveries[$0].key.endpoint) }
        p.append(count: deliveries.count) { index -> UUIDBits? in deliveries[index].key.payment.map { UUIDBits($0) } }
        p.append(count: deliveries.count) { deliveries[$0].event.rawValue }
        p.append(count: deliveries.count) { deliveries[$0].event.place }
        p.append(count: deliveries.count) { deliveries[$0].state.rawValue }
        p.append(count: deliveries.count) { index -> String? in deliveries[index].code }
        p.append(count: deliveries.count) { index -> Int16? in deliveries[index].status }
        p.append(count: deliveries.count) { deliveries[$0].attempts }
        p.append(count: deliveries.count) { Timestamptz(microseconds: deliveries[$0].since) }
        p.append(count: deliveries.count) { index -> Timestamptz? in
            deliveries[index].nextAt.map { Timestamptz(microseconds: $0) }
        }
        p.append(Timestamptz(microseconds: now))
    }
}
