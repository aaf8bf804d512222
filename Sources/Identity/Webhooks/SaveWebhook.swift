import Messages
import Payments
import Postgres

extension Webhook {
    fileprivate static let columns = """
        id, person, created_at, version, generation, trial, former_secrets, state, url, events, accounts,
        former_secret_until
        """

    fileprivate init(_ row: borrowing RowReader) throws(PostgresError) {
        guard let state = WebhookUpdated.State(rawValue: try row.string(7)) else {
            throw PostgresError(.invalidValue, statement: "webhook")
        }
        self.init(
            id: try row.value(0, as: Identifier.self), person: try row.value(1, as: Identifier.self),
            createdAt: Timestamp(microseconds: try row.timestamptz(2).microseconds), version: try row.int64(3),
            generation: try row.int32(4), trial: try row.int32(5),
            formerSecrets: try row.array(6, of: Timestamptz.self).map { Timestamp(microseconds: $0.microseconds) },
            state: state, url: try row.string(8), events: try row.array(9, of: String.self),
            accounts: try row.optionalArray(10, of: String.self)?.compactMap { AccountID($0) })
    }

    /// What changes with time.
    fileprivate func bindTerms(_ p: inout Parameters) {
        p.append(version)
        p.append(generation)
        p.append(trial)
        p.append(formerSecrets.map { Timestamptz(microseconds: $0.microseconds) })
        p.append(state.rawValue)
        p.append(url)
        p.append(events)
        p.append(accounts?.map(\.text))
        p.append(formerSecretUntil.map { Timestamptz(microseconds: $0.microseconds) })
    }
}

struct WebhooksOf: Statement, Sendable {
    let person: Identifier

    static let sql = """
        SELECT \(Webhook.columns) FROM webhook WHERE person = $1 AND state <> 'deleted' ORDER BY id
        """
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Webhook { try Webhook(row) }
}

/// The same, and nobody else changes them meanwhile: versions are given out one by one.
struct LockWebhooks: Statement, Sendable {
    let person: Identifier

    static let sql = WebhooksOf.sql + " FOR UPDATE"
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Webhook { try Webhook(row) }
}

struct InsertWebhook: Statement, Sendable {
    let webhook: Webhook

    static let sql = """
        INSERT INTO webhook (\(Webhook.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
            $12)
        """

    func bind(_ p: inout Parameters) {
        p.append(webhook.id)
        p.append(webhook.person)
        p.append(Timestamptz(microseconds: webhook.createdAt.microseconds))
        webhook.bindTerms(&p)
    }
}

struct SaveWebhook: Statement, Sendable {
    let webhook: Webhook

    static let sql = """
        UPDATE webhook SET version = $2, generation = $3, trial = $4, former_secrets = $5, state = $6, url = $7,
            events = $8, accounts = $9, former_secret_until = $10
        WHERE id = $1
        """

    func bind(_ p: inout Parameters) {
        p.append(webhook.id)
        webhook.bindTerms(&p)
    }
}
