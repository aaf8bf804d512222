import Kafka
import Postgres

/// How a worker's process runs its lanes.
public struct EngineConfiguration: Sendable {
    /// How a batch's messages and positions reach Kafka.
    public enum Mode: String, Sendable, CaseIterable {
        /// One Kafka transaction for messages and positions: each event is on its topic once.
        case transactional
        /// For brokers that keep no transactional offsets: idempotent producer, then a plain commit. A crash between
        /// the two publishes again; handlers make that harmless.
        case idempotent
    }

    /// What to do with a lane whose cursor belongs to another Kafka cluster.
    public enum ClusterChange: String, Sendable, CaseIterable {
        /// Publish what was not yet published.
        case unpublished
        /// Publish again what the outbox still has: the new cluster's consumers may have seen nothing of it.
        case retained
    }

    /// Names this process among those of the same worker, and its `transactional.id`; stable over restarts.
    public var instance: String
    public var kafka: ClientConfiguration
    public var database: ConnectionConfiguration
    public var mode: Mode = .transactional
    public var clusterChange: ClusterChange = .unpublished
    /// With `ClusterChange.retained`: the most rows of a lane that are published again, the latest ones.
    public var republishRows: Int64 = .max
    /// The most items in one database transaction.
    public var batchItems = 2_000
    /// The most rows committed by the database and not yet published before the database waits.
    public var backlogRows = 20_000
    /// The most rows in one Kafka transaction.
    public var publishRows = 10_000
    /// How long an idle engine waits for a message.
    public var pollMilliseconds: Int32 = 100
    /// How long a batch waits for more messages after its first one, where messages come in numbers. A database
    /// transaction costs as much as some dozens of payments in one.
    public var gatherMilliseconds: Int32 = 3
    public var concurrentCalls = 64
    /// Scheduled calls kept in memory; the rest stay in the database until there is room.
    public var callsInMemory = 10_000
    /// How often a message that fails alone is tried before it becomes a dead letter.
    public var poisonAttempts = 3
    /// How many owners may end with one thing in hand, before it is given up or put aside.
    public var endsAllowed = 3
    /// How long the owner that follows one that ended without a word notes what it takes in hand.
    public var watchMilliseconds: Int64 = 10_000
    /// How long nothing is in hand before something that two owners ended with is. A process that something else ends
    /// mostly ends in these pauses.
    public var suspectPauseMilliseconds: Int64 = 500
    /// How long losing a lane may wait for what is being published.
    public var drainMilliseconds: Int64 = 5_000
    /// How long a stop may take.
    public var stopMilliseconds: Int64 = 10_000
    public var outboxRetentionSeconds: Int64 = 86_400
    public var trimSeconds: Int64 = 1
    /// Where spans go; `nil`: none are made, and `traceparent` is handed on as it came.
    public var spans: (any SpanRecorder)?

    public init(instance: String, kafka: ClientConfiguration, database: ConnectionConfiguration) {
        self.instance = instance
        self.kafka = kafka
        self.database = database
    }
}
