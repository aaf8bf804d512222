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
        case let error as PostgresError:
            switch error.code.fault {
            case .transient: .transient
            // A missing right, a wrong password, a table that is not there: no message's fault. It waits for whoever
            // can mend it. What only the program can have done wrong may well be about one message, which is found out.
            case .setup: programFaults.contains(error.code) ? .permanent : .transient
            case .data: .permanent
            }
        case let error as KafkaError: error.isTransient ? .transient : .permanent
        case is RetryBatch, is TakeOverInterrupted: .transient
        default: .permanent  // thrown by a handler
        }
    }

    private static let programFaults: Set<PostgresError.Code> = [
        .transactionState, .unexpectedType, .unexpectedNull, .invalidValue, .misuse, .internalError, .other,
    ]
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

    /// For logs: names and codes, never data. What a handler throws is told by its type only.
    static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as PostgresError: error.description
        case let error as KafkaError: error.debugDescription
        default: String(describing: type(of: error))
        }
    }
}
