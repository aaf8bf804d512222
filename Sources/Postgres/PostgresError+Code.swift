extension PostgresError {
    /// The stable word for what happened. The raw value is what logs, metrics and dead letters carry.
    public enum Code: String, Sendable, CaseIterable {
        // The connection and the server
        case connectionLost = "connection_lost"
        case connectFailed = "connect_failed"
        case commitUnknown = "commit_unknown"
        case shuttingDown = "shutting_down"
        case tooManyConnections = "too_many_connections"
        case idleInTransactionTimeout = "idle_in_transaction_timeout"
        case readOnly = "read_only"
        case diskFull = "disk_full"
        case outOfResources = "out_of_resources"
        case systemError = "system_error"

        // Others at the same rows, and time
        case serializationFailure = "serialization_failure"
        case deadlockDetected = "deadlock_detected"
        case lockTimeout = "lock_timeout"
        case statementTimeout = "statement_timeout"
        case cancelled = "cancelled"
        case objectInUse = "object_in_use"
        case staleStatement = "stale_statement"

        // The rows themselves
        case uniqueViolation = "unique_violation"
        case foreignKeyViolation = "foreign_key_violation"
        case checkViolation = "check_violation"
        case notNullViolation = "not_null_violation"
        case integrityViolation = "integrity_violation"
        case dataException = "data_exception"
        case invalidParameter = "invalid_parameter"
        case limitExceeded = "limit_exceeded"
        case raised = "raised"

        // The deployment and the program
        case authenticationFailed = "authentication_failed"
        case invalidConfiguration = "invalid_configuration"
        case unsupportedServer = "unsupported_server"
        case insufficientPrivilege = "insufficient_privilege"
        case undefinedObject = "undefined_object"
        case duplicateObject = "duplicate_object"
        case invalidStatement = "invalid_statement"
        case featureNotSupported = "feature_not_supported"
        case transactionState = "transaction_state"
        case unexpectedType = "unexpected_type"
        case unexpectedNull = "unexpected_null"
        case invalidValue = "invalid_value"
        case protocolViolation = "protocol"
        case misuse = "misuse"
        case migrationChanged = "migration_changed"
        case migrationUnknown = "migration_unknown"
        case migrationGap = "migration_gap"
        case roleTooPowerful = "role_too_powerful"
        case internalError = "internal_error"
        case other = "other"
    }
}

extension PostgresError.Code {
    /// Where the fault lies, and so what is to be done about it.
    public enum Fault: Sendable {
        /// Circumstance: the same work can succeed later. Never a reason to give a message up.
        case transient
        /// The rows or parameters of this very work: it fails again however often it is tried.
        case data
        /// The deployment or the program: everything fails until somebody acts, whatever the message says.
        case setup
    }

    /// Every code is one of the three, without a default, so that a new one cannot be forgotten.
    public var fault: Fault {
        switch self {
        case .connectionLost, .connectFailed, .commitUnknown, .shuttingDown, .tooManyConnections,
            .idleInTransactionTimeout, .readOnly, .diskFull, .outOfResources, .systemError, .serializationFailure,
            .deadlockDetected, .lockTimeout, .statementTimeout, .cancelled, .objectInUse, .staleStatement:
            .transient
        case .uniqueViolation, .foreignKeyViolation, .checkViolation, .notNullViolation, .integrityViolation,
            .dataException, .invalidParameter, .limitExceeded, .raised:
            .data
        case .authenticationFailed, .invalidConfiguration, .unsupportedServer, .insufficientPrivilege,
            .undefinedObject, .duplicateObject, .invalidStatement, .featureNotSupported, .transactionState,
            .unexpectedType, .unexpectedNull, .invalidValue, .protocolViolation, .misuse, .migrationChanged,
            .migrationUnknown, .migrationGap, .roleTooPowerful, .internalError, .other:
            .setup
        }
    }
}
