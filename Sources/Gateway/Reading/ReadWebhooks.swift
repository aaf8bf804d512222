import Identity
import Payments
import Postgres

extension Reads {
    /// How the worker sees endpoints; none of those that it has not heard of.
    func standings(of webhooks: [Identifier]) async throws -> [Identifier: ReadEndpoints.Row] {
        if webhooks.isEmpty { return [:] }
        let rows = try await readSide.query(ReadEndpoints(webhooks: webhooks))
        return Dictionary(rows.map { ($0.webhook, $0) }, uniquingKeysWith: { $1 })
    }

    func deliveries(_ page: ReadWebhookDeliveries) async throws -> [ReadWebhookDeliveries.Row] {
        try await readSide.query(page)
    }

    func delivery(_ id: PaymentID, to webhook: Identifier) async throws -> ReadWebhookDeliveries.Row? {
        let (low, carry) = id.low.addingReportingOverflow(1)
        let next = PaymentID(high: carry ? id.high &+ 1 : id.high, low: low)
        let rows = try await readSide.query(ReadWebhookDeliveries(webhook: webhook, before: next, limit: 1))
        return rows.first { $0.id == id }
    }
}

/// How endpoints do, from the webhook worker's schema.
struct ReadEndpoints: Statement, Sendable {
    let webhooks: [Identifier]

    struct Row: Sendable {
        let webhook: Identifier
        let version: Int64
        let failingSince: Timestamp?
        let disabledWhy: String?
    }

    static let sql = "SELECT id, version, failing_since, disabled_why FROM webhook.endpoint WHERE id = ANY($1)"

    func bind(_ p: inout Parameters) { p.append(webhooks) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            webhook: try row.value(0, as: Identifier.self), version: try row.int64(1),
            failingSince: try row.optionalTimestamptz(2).map { Timestamp(microseconds: $0.microseconds) },
            disabledWhy: try row.optionalString(3))
    }
}

/// What an endpoint was and is to be told, the latest first.
struct ReadWebhookDeliveries: Statement, Sendable {
    let webhook: Identifier
    /// Only deliveries with a lower id.
    let before: PaymentID
    let limit: Int

    struct Row: Sendable {
        let id: PaymentID
        let payment: PaymentID?
        let event: String
        let state: String
        let attempts: Int32
        let status: Int16?
        let code: String?
        let createdAt: Timestamp
        let updatedAt: Timestamp
        let nextAt: Timestamp?

        var isUnderWay: Bool { state == "waiting" || state == "queued" }
    }

    static let sql = """
        SELECT id, payment, event, state, attempts, status, code, created_at, updated_at, next_at FROM webhook.delivery
        WHERE endpoint = $1 AND id < $2 ORDER BY id DESC LIMIT $3
        """

    func bind(_ p: inout Parameters) {
        p.append(webhook)
        p.append(UUIDBits(high: before.high, low: before.low))
        p.append(Int64(limit))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let id = try row.uuid(0)
        return Row(
            id: PaymentID(high: id.high, low: id.low),
            payment: try row.optionalUUID(1).map { PaymentID(high: $0.high, low: $0.low) },
            event: try row.string(2), state: try row.string(3), attempts: try row.int32(4),
            status: try row.optionalInt16(5), code: try row.optionalString(6),
            createdAt: Timestamp(microseconds: try row.timestamptz(7).microseconds),
            updatedAt: Timestamp(microseconds: try row.timestamptz(8).microseconds),
            nextAt: try row.optionalTimestamptz(9).map { Timestamp(microseconds: $0.microseconds) })
    }
}
