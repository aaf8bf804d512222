import Messages
import Payments
import Postgres

/// Writes what was said last about each endpoint; an older version never replaces a newer one. A new trial forgets why
/// the endpoint was given up.
struct SaveEndpoints: Statement {
    /// In the order of the ids, each once.
    let endpoints: [WebhookUpdated]

    static let sql = """
        INSERT INTO endpoint (id, version, generation, trial, former_secret_until, state, url, events)
        SELECT id, version, generation, trial, until, state, url, string_to_array(events, ' ')
        FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::timestamptz[], $6::text[], $7::text[],
            $8::text[]) AS said (id, version, generation, trial, until, state, url, events)
        ON CONFLICT (id) DO UPDATE SET
            version = excluded.version, generation = excluded.generation, trial = excluded.trial,
            former_secret_until = excluded.former_secret_until, state = excluded.state, url = excluded.url,
            events = excluded.events,
            failing_since = CASE WHEN excluded.trial > endpoint.trial THEN NULL ELSE endpoint.failing_since END,
            disabled_at = CASE WHEN excluded.trial > endpoint.trial THEN NULL ELSE endpoint.disabled_at END,
            disabled_why = CASE WHEN excluded.trial > endpoint.trial THEN NULL ELSE endpoint.disabled_why END
        WHERE endpoint.version < excluded.version
        """

    func bind(_ p: inout Parameters) {
        p.append(count: endpoints.count) { UUIDBits(endpoints[$0].webhook) }
        p.append(count: endpoints.count) { endpoints[$0].version }
        p.append(count: endpoints.count) { Int32(clamping: endpoints[$0].generation) }
        p.append(count: endpoints.count) { Int32(clamping: endpoints[$0].trial) }
        p.append(count: endpoints.count) { index -> Timestamptz? in
            endpoints[index].formerSecretUntil.map { Timestamptz(microseconds: $0.microseconds) }
        }
        p.append(count: endpoints.count) { endpoints[$0].state.rawValue }
        p.append(count: endpoints.count) { endpoints[$0].url }
        p.append(count: endpoints.count) { endpoints[$0].events.joined(separator: " ") }
    }
}

/// Writes whose payments endpoints are told of. What an older version said stays, and counts no more.
struct SaveEndpointAccounts: Statement {
    private let rows: [(account: String, endpoint: PaymentID, version: Int64)]

    init(endpoints: [WebhookUpdated]) {
        let rows = endpoints.flatMap { endpoint in
            Set(endpoint.accounts).map { ($0.text, endpoint.webhook, endpoint.version) }
        }
        self.rows = rows.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    static let sql = """
        INSERT INTO endpoint_account (account, endpoint, version)
        SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[])
        ON CONFLICT (account, endpoint) DO UPDATE SET version = excluded.version
        WHERE endpoint_account.version < excluded.version
        """

    func bind(_ p: inout Parameters) {
        p.append(count: rows.count) { rows[$0].account }
        p.append(count: rows.count) { UUIDBits(rows[$0].endpoint) }
        p.append(count: rows.count) { rows[$0].version }
    }
}

extension UUIDBits {
    init(_ id: PaymentID) { self.init(high: id.high, low: id.low) }
}
