import Messages
import Payments
import Postgres

/// A message decided, as an outbox keeps it.
public struct Outgoing: Sendable {
    public let id: Int64
    public let topic: String
    public let key: String
    public let type: String
    public let subject: String
    public let value: [UInt8]
    /// When it was decided.
    public let at: Timestamp
    /// Of the request that led to it.
    public let traceparent: String?
}

/// Writes a message into the outbox of the schema that the transaction works in.
public struct AppendOutgoing: Statement, Sendable {
    private let topic: String
    private let key: String
    private let type: String
    private let subject: String
    private let value: [UInt8]
    private let traceparent: String?

    /// It belongs to `RequestTrace`, if there is one now.
    ///
    /// - Parameter seal: what the value is kept as.
    public init<Body: MessageBody>(_ body: Body, seal: ([UInt8]) throws -> [UInt8]) rethrows {
        let event = body.event()
        topic = event.topic
        key = event.key
        type = event.type
        subject = event.subject
        value = try seal(event.value)
        traceparent = RequestTrace.traceparent
    }

    /// Takes back what was said under a key of a compacted topic: a record without a value.
    init<Body: MessageBody>(removing key: String, of body: Body.Type, seal: ([UInt8]) throws -> [UInt8]) rethrows {
        topic = Body.topic
        self.key = key
        self.type = Body.type
        subject = ""
        value = try seal([])
        traceparent = RequestTrace.traceparent
    }

    public static let sql = """
        INSERT INTO outbox (topic, key, type, subject, value, traceparent) VALUES ($1, $2, $3, $4, $5, $6)
        """

    public func bind(_ p: inout Parameters) {
        p.append(topic)
        p.append(key)
        p.append(type)
        p.append(subject)
        p.append(value)
        p.append(traceparent)
    }
}

/// Lets one process at a time publish a schema's outbox. The lock ends with the transaction.
public struct LockOutbox: Statement, Sendable {
    public init() {}

    public static let sql = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.outbox', 0))"
}

/// The oldest messages of an outbox.
///
/// Rows get their number before their transaction commits, so a lower number can show up later. That is harmless:
/// what was published is removed, so nothing is ever skipped, and messages that must stay in order are of one
/// transaction.
public struct TakeOutgoing: Statement, Sendable {
    private let limit: Int64

    public init(limit: Int64) { self.limit = limit }

    public static let sql = """
        SELECT id, topic, key, type, subject, value, at, traceparent FROM outbox ORDER BY id LIMIT $1
        """

    public func bind(_ p: inout Parameters) { p.append(limit) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Outgoing {
        Outgoing(
            id: try row.int64(0), topic: try row.string(1), key: try row.string(2), type: try row.string(3),
            subject: try row.string(4), value: try row.bytes(5),
            at: Timestamp(microseconds: try row.timestamptz(6).microseconds), traceparent: try row.optionalString(7))
    }
}

/// Removes what was published.
public struct RemoveOutgoing: Statement, Sendable {
    private let ids: [Int64]

    public init(_ ids: [Int64]) { self.ids = ids }

    public static let sql = "DELETE FROM outbox WHERE id = ANY($1)"
    public func bind(_ p: inout Parameters) { p.append(ids) }
}
