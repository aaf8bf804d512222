import Kafka
import Postgres

/// An operation could not be done.
public struct OperationError: Error, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        case databaseUnavailable = "database_unavailable"
        case databaseRefused = "database_refused"
        case kafkaUnavailable = "kafka_unavailable"
        case kafkaRefused = "kafka_refused"
        case topicsNotMadeHere = "topics_not_made_here"
        case unreadableFile = "unreadable_file"
        case reasonMissing = "reason_missing"
        case logIsCut = "log_is_cut"
        case underWay = "under_way"
        case unknownTopic = "unknown_topic"
        case timeNotSearchable = "time_not_searchable"
        case replayNotHarmless = "replay_not_harmless"
        case unknownReplay = "unknown_replay"
        case replayIsDone = "replay_is_done"
        case otherCluster = "other_cluster"
        case misuse
        case unknownTarget = "unknown_target"
        case stillRunning = "still_running"
        case clusterUnfit = "cluster_unfit"
        case noStack = "no_stack"
    }

    public let kind: Code
    /// For the person at the terminal.
    public let detail: String

    public init(_ kind: Code, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    /// Stable.
    public var code: String { kind.rawValue }

    public var isTransient: Bool {
        switch kind {
        case .databaseUnavailable, .kafkaUnavailable, .noStack: true
        case .databaseRefused, .kafkaRefused, .topicsNotMadeHere, .unreadableFile, .reasonMissing, .logIsCut, .underWay,
            .unknownTopic, .timeNotSearchable, .replayNotHarmless, .unknownReplay, .replayIsDone, .otherCluster,
            .misuse, .unknownTarget, .stillRunning, .clusterUnfit:
            false
        }
    }
}

extension OperationError {
    /// - Parameter subject: whose database: `wallet`.
    public init(_ error: PostgresError, of subject: String) {
        // What libpq says of a connection names hosts and roles, never rows; all else may, and stays out.
        let isAboutConnection = error.code == .connectFailed || error.code == .authenticationFailed
        let words = isAboutConnection && !error.message.isEmpty ? ": \(error.message.oneLine)" : ""
        self.init(
            error.isTransient ? .databaseUnavailable : .databaseRefused,
            "the database of \(subject): \(error.description)\(words)")
    }

    public init(_ error: KafkaError) {
        self.init(error.isTransient ? .kafkaUnavailable : .kafkaRefused, "\(error.description): \(error.reason)")
    }
}

extension OperationError: CustomStringConvertible {
    public var description: String { detail }
}

extension String {
    var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: "; ") }
}
