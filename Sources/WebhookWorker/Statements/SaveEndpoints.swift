import Messages
import Payments
import Postgres

/// Writes what was said last about each endpoint; an older version never replaces a newer one. A new trial forgets why
/// the endpoint was given up. An endpoint that is enabled again, or wants more kinds of events, is new as far as what
/// happened before is concerned.
struct SaveEndpoints: Statement {
    /// In the order of the ids, each once.
    let endpoints: [(body: WebhookUpdated, at: Int64)]

    static let sql = """
        INSERT INTO endpoint (id, version, generation, trial, former_secret_until, former_secrets, state, url, events,
            owner, since)
        SELECT id, version, generation, trial, until, string_to_array(former, ' ')::timestamptz[], state, url,
            string_to_array(events, ' '), owner, at
        FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::timestamptz[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::uuid[], $11::timestamptz[])
            AS said (id, version, generation, trial, until, state, url, events, former, owner, at)
        ON CONFLICT (id) DO UPDATE SET
            version = excluded.version, generation = excluded.generation, trial = excluded.trial,
            former_secret_until = excluded.former_secret_until, former_secrets = excluded.former_secrets,
            owner = excluded.owner, state = excluded.state, url = excluded.url,
            events = excluded.events,
            since = CASE WHEN endpoint.state = excluded.state AND excluded.trial = endpoint.trial
                    AND excluded.events <@ endpoint.events
                THEN endpoint.since ELSE greatest(excluded.since, endpoint.since) END,
            failing_since = CASE WHEN excluded.trial > endpoint.trial THEN NULL ELSE endpoint.failing_since END,
            disabled_at = CASE WHEN excluded.trial > endpoint.trial THEN NULL ELSE endpoint.disabled_at END,
            disabled_why = CASE WHEN excluded.trial > endpoint.trial THEN NULL ELSE endpoint.disabled_why END
        WHERE endpoint.version < excluded.version
        """

    func bind(_ p: inout Parameters) {
        p.append(count: endpoints.count) { UUIDBits(endpoints[$0].body.webhook) }
        p.append(count: endpoints.count) { endpoints[$0].body.version }
        p.append(count: endpoints.count) { Int32(clamping: endpoints[$0].body.generation) }
        p.append(count: endpoints.count) { Int32(clamping: endpoints[$0].body.trial) }
        p.append(count: endpoints.count) { index -> Timestamptz? in
            endpoints[index].body.formerSecretUntil.map { Timestamptz(microseconds: $0.microseconds) }
        }
        p.append(count: endpoints.count) { endpoints[$0].body.state.rawValue }
        p.append(count: endpoints.count) { endpoints[$0].body.url }
        p.append(count: endpoints.count) { endpoints[$0].body.events.joined(separator: " ") }
        p.append(count: endpoints.count) { index in
            endpoints[index].body.formerSecrets.map(\.description).joined(separator: " ")
        }
        p.append(count: endpoints.count) { index -> UUIDBits? in endpoints[index].body.owner.map { UUIDBits($0) } }
        p.append(count: endpoints.count) { Timestamptz(microseconds: endpoints[$0].at) }
    }
}

/// Writes whose payments endpoints are told of, and since when. What an older version said stays, and no longer counts.
struct SaveEndpointAccounts: Statement {
    private let rows: [Entry]

    private struct Entry {
        let account: String
        let endpoint: PaymentID
        let version: Int64
        let at: Int64
    }

    init(endpoints: [(body: WebhookUpdated, at: Int64)]) {
        let rows = endpoints.flatMap { body, at in
            Set(body.accounts).map { Entry(account: $0.text, endpoint: body.webhook, version: body.version, at: at) }
        }
        self.rows = rows.sorted { ($0.account, $0.endpoint) < ($1.account, $1.endpoint) }
    }

    static let sql = """
        INSERT INTO endpoint_account (account, endpoint, version, since)
        SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::timestamptz[])
        ON CONFLICT (account, endpoint) DO UPDATE SET version = excluded.version
        WHERE endpoint_account.version < excluded.version
        """

    func bind(_ p: inout Parameters) {
        p.append(count: rows.count) { rows[$0].account }
        p.append(count: rows.count) { UUIDBits(rows[$0].endpoint) }
        p.append(count: rows.count) { rows[$0].version }
        p.append(count: rows.count) { Timestamptz(microseconds: rows[$0].at) }
    }
}

extension UUIDBits {
    init(_ id: PaymentID) { self.init(high: id.high, low: id.low) }
}
