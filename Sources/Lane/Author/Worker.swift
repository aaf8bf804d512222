import Postgres

/// A worker: one consumer group, one PostgreSQL schema, one role that can reach nothing else.
///
/// The author declares topics and migrations and decides over batches; offsets, ownership, publishing and crashes are
/// the lane engine's. Handlers may see a message again (a replay, a retry, a duplicate): natural keys make that
/// harmless.
public protocol Worker: Sendable {
    /// What the worker's topics carry, decoded.
    associatedtype Message: Sendable
    /// What an outside call can end with; `Never` for a worker without calls.
    associatedtype Outcome: Sendable

    /// Names the schema, the role (`giro_<name>`) and the consumer group (`giro.<name>`).
    var name: String { get }
    /// The topics it reads.
    var inputs: [String] { get }
    /// Those of `inputs` that carry personal data: their dead letters keep the place, not the content.
    var personalInputs: Set<String> { get }
    /// The tables it owns, beside the engine's own.
    var migrations: [Migration] { get }

    /// One decoder for each thread that decodes.
    func makeDecoder() -> any RecordDecoder<Message>

    /// Decides over a batch, in the transaction that also moves the lanes' cursors and fills the outbox.
    ///
    /// Runs on the engine's own thread and may block on the database. An error rolls the batch back: transient ones are
    /// retried, others isolated by halving until the message that causes them is alone, and that one is dead-lettered.
    func handle(_ batch: Batch<Message, Outcome>, in transaction: Transaction) throws

    /// Makes an outside call. Concurrent with everything else; bounded by `EngineConfiguration.concurrentCalls`.
    /// A time-out is an outcome of its own ("unknown"), never a refusal.
    func perform(_ call: Call) async -> Outcome

    /// Which outside system a call goes to, by the name that operators pause it with; `nil` when it has none.
    func connector(of call: Call) -> String?

    /// Whose an outside call is: one owner's calls never take what others need. By default its connector's; `nil`: only
    /// the bound of all calls holds.
    func share(of call: Call) -> CallShare?

    /// The outside systems that do not answer well, as this process sees them.
    func connectorStates() -> [ConnectorState]

    /// What an outcome is counted as.
    func ending(of outcome: Outcome) -> CallEnding
}

extension Worker {
    public var personalInputs: Set<String> { [] }
    public func connector(of call: Call) -> String? { nil }
    public func share(of call: Call) -> CallShare? { connector(of: call).map { CallShare(owner: $0, target: $0) } }
    public func connectorStates() -> [ConnectorState] { [] }

    public func ending(of outcome: Outcome) -> CallEnding { CallEnding("done") }
}

extension Worker where Outcome == Never {
    public func perform(_ call: Call) async -> Never {
        preconditionFailure("worker \(name) scheduled an outside call without being able to perform one")
    }
}

/// Turns a record into a worker's message, on one thread.
public protocol RecordDecoder<Message> {
    associatedtype Message: Sendable

    func decode(_ record: Record) throws(Refusal) -> Message
}

/// This record can never be handled: it becomes a dead letter with this reason, and the lane goes on.
public struct Refusal: Error, Sendable, Equatable {
    /// Stable, in snake case.
    public let code: String
    /// For people; names fields, never their values.
    public let detail: String

    public init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }
}

/// Thrown by a handler that found another process ahead of it (a row inserted meanwhile): roll back and try again.
public struct RetryBatch: Error, Sendable {
    public init() {}
}
