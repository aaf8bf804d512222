import Identity
import Logging
import Messages
import Postgres

extension Problem {
    /// What a stranger is told of an error. Internals go to the log, without data.
    init(_ error: any Error, logger: Logger) {
        switch error {
        case let problem as Problem: self = problem
        case let error as IdentityError: self.init(error)
        case let error as MessageError: self.init(error)
        case is PoolOverloaded, is PasswordsOverloaded: self.init(.overloaded, retryAfterSeconds: 1)
        case let error as PostgresError where error.isTransient:
            logger.warning("a database is away", metadata: ["error": "\(error)"])
            self.init(.databaseUnavailable, retryAfterSeconds: 1)
        case let error as PostgresError:
            logger.error("a statement failed", metadata: ["error": "\(error)"])
            self.init(.internalError)
        default:
            logger.error("a request failed", metadata: ["error": "\(type(of: error))"])
            self.init(.internalError)
        }
    }

    /// Of a body that is no JSON object, or one with too much in it.
    init(_ error: MessageError) {
        switch error.kind {
        case .duplicateField: self.init(.duplicateField)
        case .tooDeep: self.init(.tooDeep, "at most 16 levels")
        case .tooManyFields: self.init(.tooManyFields, "at most 1024")
        case .invalidUTF8: self.init(.invalidJSON, "it is not UTF-8")
        case .outOfMemory: self.init(.overloaded, retryAfterSeconds: 1)
        case .tooLarge, .unknownType, .unknownVersion, .invalidJSON, .notAnObject, .missingField, .wrongType,
            .invalidValue:
            self.init(.invalidJSON)
        }
    }

    private init(_ error: IdentityError) {
        switch error.code {
        case .emailTaken: self.init(.emailTaken)
        case .userNameTaken: self.init(.userNameTaken)
        case .invalidCredentials: self.init(.invalidCredentials)
        case .tooManyAttempts: self.init(.tooManyAttempts, retryAfterSeconds: error.retryAfterSeconds)
        case .invalidToken: self.init(.invalidToken)
        case .expiredToken: self.init(.expiredToken)
        case .refreshReused: self.init(.refreshReused)
        case .logInAgain: self.init(.logInAgain)
        case .invalidSignature: self.init(.invalidSignature)
        case .signatureExpired: self.init(.signatureExpired)
        case .signatureReplayed: self.init(.signatureReplayed)
        case .unknownPerson: self.init(.personNotFound)
        case .unknownKey: self.init(.keyNotFound)
        case .tooManyAccounts: self.init(.tooManyAccounts)
        case .tooManyKeys: self.init(.tooManyKeys)
        case .unknownWebhook: self.init(.webhookNotFound)
        case .tooManyWebhooks: self.init(.tooManyWebhooks)
        case .unknownAccount: self.init(.accountNotFound)
        case .unknownSession: self.init(.sessionNotFound)
        case .roleNotAllowed: self.init(.roleNotAllowed)
        case .scopeNotAllowed: self.init(.scopeNotAllowed)
        case .freshLoginRequired: self.init(.freshLoginRequired)
        case .weakPassword: self.init(.weakPassword, field: "password", error.weakness?.rawValue)
        case .secondFactorRequired: self.init(.secondFactorRequired)
        case .invalidSecondFactor: self.init(.invalidSecondFactor)
        case .secondFactorOn: self.init(.secondFactorOn)
        case .secondFactorOff: self.init(.secondFactorOff)
        case .accountTaken, .invalidKeys, .unreadableData: self.init(.internalError)
        }
    }
}
