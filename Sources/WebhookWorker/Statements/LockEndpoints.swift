import Messages
import Payments
import Postgres

/// Locks endpoints in the order given and reads them.
struct LockEndpoints: Statement {
    /// In the order of the ids.
    let endpoints: [PaymentID]

    static let sql = """
        SELECT locked.* FROM unnest($1::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
            SELECT id, generation, former_secrets, state, url, events, failing_since, disabled_at, disabled_why, owner
            FROM endpoint WHERE endpoint.id = wanted.id FOR NO KEY UPDATE
        ) AS locked
        """

    func bind(_ p: inout Parameters) { p.append(count: endpoints.count) { UUIDBits(endpoints[$0]) } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Endpoint {
        guard let state = WebhookUpdated.State(rawValue: try row.string(3)) else {
            throw PostgresError(.invalidValue, statement: "LockEndpoints")
        }
        let id = PaymentID(try row.uuid(0))
        return Endpoint(
            id: id, generation: try row.int32(1),
            formerSecrets: try row.array(2, of: Timestamptz.self).map(\.microseconds),
            owner: try row.optionalUUID(9).map { PaymentID($0) } ?? id, state: state, url: try row.string(4),
            events: try row.array(5, of: String.self), failingSince: try row.optionalTimestamptz(6)?.microseconds,
            disabledAt: try row.optionalTimestamptz(7)?.microseconds,
            disabledWhy: try row.optionalString(8).flatMap { Endpoint.Disabling(rawValue: $0) })
    }
}

/// Writes how endpoints do, whose rows this transaction has locked.
struct SaveEndpointHealth: Statement {
    /// In the order of the ids.
    let endpoints: [Endpoint]

    static let sql = """
        UPDATE endpoint SET failing_since = said.failing_since, disabled_at = said.disabled_at,
            disabled_why = said.disabled_why
        FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[])
            AS said (id, failing_since, disabled_at, disabled_why)
        WHERE endpoint.id = said.id
        """

    func bind(_ p: inout Parameters) {
        p.append(count: endpoints.count) { UUIDBits(endpoints[$0].id) }
        p.append(count: endpoints.count) { index -> Timestamptz? in
            endpoints[index].failingSince.map { Timestamptz(microseconds: $0) }
        }
        p.append(count: endpoints.count) { index -> Timestamptz? in
            endpoints[index].disabledAt.map { Timestamptz(microseconds: $0) }
        }
        p.append(count: endpoints.count) { index -> String? in endpoints[index].disabledWhy?.rawValue }
    }
}
