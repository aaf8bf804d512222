extension PostgresError.Code {
    /// The code for an SQLSTATE of PostgreSQL (its manual's appendix A). Known states first, then by class; a class
    /// that is not known is `other`.
    ///
    /// 57014 says "cancelled" for a time-out too; the caller, who knows more, tells the two apart.
    public init(sqlState: String) {
        self = Self.known(sqlState) ?? Self.ofClass(String(sqlState.prefix(2)))
    }

    private static func known(_ sqlState: String) -> Self? {
        switch sqlState {
        case "23505": .uniqueViolation
        case "23503": .foreignKeyViolation
        case "23514": .checkViolation
        case "23502": .notNullViolation
        case "25006": .readOnly
        case "25P03": .idleInTransactionTimeout
        case "26000": .staleStatement
        case "28000", "28P01": .authenticationFailed
        case "40P01": .deadlockDetected
        case "40003": .commitUnknown
        case "40002": .integrityViolation
        case "42501": .insufficientPrivilege
        case "42P01", "42703", "42883", "42704", "42P02": .undefinedObject
        case "42P03", "42P04", "42P05", "42P06", "42P07", "42701", "42710", "42712", "42723": .duplicateObject
        case "53100": .diskFull
        case "53300": .tooManyConnections
        case "55006": .objectInUse
        case "55P03": .lockTimeout
        case "57014": .cancelled
        case "57P01", "57P02", "57P03": .shuttingDown
        case "57P04": .undefinedObject
        case "57P05": .connectionLost
        case "08P01": .protocolViolation
        default: nil
        }
    }

    private static func ofClass(_ sqlClass: String) -> Self {
        switch sqlClass {
        case "03", "07", "0F", "0L", "0P", "0Z", "20", "2B", "2F", "34", "38", "39", "42", "55": .invalidStatement
        case "08": .connectionLost
        case "0A": .featureNotSupported
        case "0B", "24", "25", "2D", "3B": .transactionState
        case "09", "P0": .raised
        case "21", "22": .dataException
        case "23", "27", "44": .integrityViolation
        case "26": .staleStatement
        case "28": .authenticationFailed
        case "3D", "3F", "HV": .undefinedObject
        case "40": .serializationFailure
        case "53": .outOfResources
        case "54": .limitExceeded
        case "57": .shuttingDown
        case "58": .systemError
        case "72": .serializationFailure
        case "F0": .invalidConfiguration
        case "XX": .internalError
        default: .other
        }
    }
}
