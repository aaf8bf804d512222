import Kafka
import Postgres

/// Every error a batch can fail with is one of two kinds, and here is where it is said which.
enum FaultClass: Equatable {
    /// The world's fault: wait and try the same again.
    case transient
    /// The batch's own: trying the same again ends the same.
    case permanent

    static func of(_ error: any Error) -> FaultClass {
        switch error {
        case let error as PostgresError: error.isTransient ? .transient : .permanent
        case let error as KafkaError: error.isTransient ? .transient : .permanent
        case is RetryBatch, is TakeOverInterrupted: .transient
        default: .permanent  // thrown by a handler
        }
    }
}

/// What may be said of an error where strangers read.
enum ErrorCode {
    static func of(_ error: any Error) -> String {
        switch error {
        case let error as PostgresError: error.code.rawValue
        case let error as KafkaError: error.code
        default: String(describing: type(of: error))
        }
    }
}
