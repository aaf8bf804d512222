import Hummingbird

extension Problem {
    /// Stable; docs/api.md lists them.
    enum Code: String, Sendable, CaseIterable {
        case invalidJSON = "invalid_json"
        case duplicateField = "duplicate_field"
        case tooDeep = "too_deep"
        case tooManyFields = "too_many_fields"
        case malformedRequest = "malformed_request"
        case invalidParameter = "invalid_parameter"
        case unknownParameter = "unknown_parameter"
        case invalidIdempotencyKey = "invalid_idempotency_key"
        case unauthenticated
        case invalidToken = "invalid_token"
        case expiredToken = "expired_token"
        case invalidCredentials = "invalid_credentials"
        case refreshReused = "refresh_reused"
        case logInAgain = "log_in_again"
        case secondFactorRequired = "second_factor_required"
        case invalidSecondFactor = "invalid_second_factor"
        case freshLoginRequired = "fresh_login_required"
        case invalidSignature = "invalid_signature"
        case signatureExpired = "signature_expired"
        case signatureReplayed = "signature_replayed"
        case digestMismatch = "digest_mismatch"
        case roleNotAllowed = "role_not_allowed"
        case scopeNotAllowed = "scope_not_allowed"
        case notFound = "not_found"
        case accountNotFound = "account_not_found"
        case paymentNotFound = "payment_not_found"
        case personNotFound = "person_not_found"
        case keyNotFound = "key_not_found"
        case sessionNotFound = "session_not_found"
        case webhookNotFound = "webhook_not_found"
        case deliveryNotFound = "delivery_not_found"
        case methodNotAllowed = "method_not_allowed"
        case requestTimeout = "request_timeout"
        case emailTaken = "email_taken"
        case userNameTaken = "user_name_taken"
        case idempotencyConflict = "idempotency_conflict"
        case requestInProgress = "request_in_progress"
        case paymentFinal = "payment_final"
        case notCancellable = "not_cancellable"
        case tooManyAccounts = "too_many_accounts"
        case tooManyKeys = "too_many_keys"
        case secondFactorOn = "second_factor_on"
        case secondFactorOff = "second_factor_off"
        case tooManyWebhooks = "too_many_webhooks"
        case webhookNotReady = "webhook_not_ready"
        case webhookDisabled = "webhook_disabled"
        case deliveryUnderWay = "delivery_under_way"
        case accountsNotEmpty = "accounts_not_empty"
        case accountFrozen = "account_frozen"
        case paymentsUnderWay = "payments_under_way"
        case preconditionFailed = "precondition_failed"
        case bodyTooLarge = "body_too_large"
        case unsupportedMediaType = "unsupported_media_type"
        case missingField = "missing_field"
        case unknownField = "unknown_field"
        case invalidField = "invalid_field"
        case weakPassword = "weak_password"
        case billAlreadyPaid = "bill_already_paid"
        case billWithdrawn = "bill_withdrawn"
        case depositNotOffered = "deposit_not_offered"
        case withdrawalNotOffered = "withdrawal_not_offered"
        case webhooksNotOffered = "webhooks_not_offered"
        case tooManyAttempts = "too_many_attempts"
        case rateLimited = "rate_limited"
        case internalError = "internal_error"
        case overloaded
        case statementTooLong = "statement_too_long"
        case databaseUnavailable = "database_unavailable"

        var status: HTTPResponse.Status {
            switch self {
            case .statementTooLong: .badRequest
            case .invalidJSON, .duplicateField, .tooDeep, .tooManyFields, .malformedRequest, .invalidParameter,
                .unknownParameter, .invalidIdempotencyKey:
                .badRequest
            case .unauthenticated, .invalidToken, .expiredToken, .invalidCredentials, .refreshReused, .logInAgain,
                .invalidSignature, .signatureExpired, .signatureReplayed, .digestMismatch, .secondFactorRequired,
                .invalidSecondFactor:
                .unauthorized
            case .roleNotAllowed, .scopeNotAllowed, .freshLoginRequired: .forbidden
            case .notFound, .accountNotFound, .paymentNotFound, .personNotFound, .keyNotFound, .webhookNotFound,
                .deliveryNotFound, .sessionNotFound:
                .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .requestTimeout: .requestTimeout
            case .emailTaken, .userNameTaken, .idempotencyConflict, .requestInProgress, .paymentFinal,
                .notCancellable, .tooManyAccounts, .tooManyKeys, .billAlreadyPaid, .billWithdrawn, .tooManyWebhooks,
                .webhookNotReady, .webhookDisabled, .deliveryUnderWay, .accountsNotEmpty, .accountFrozen,
                .paymentsUnderWay, .secondFactorOn, .secondFactorOff:
                .conflict
            case .preconditionFailed: .preconditionFailed
            case .bodyTooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .missingField, .unknownField, .invalidField, .weakPassword, .depositNotOffered, .withdrawalNotOffered,
                .webhooksNotOffered:
                .unprocessableContent
            case .tooManyAttempts, .rateLimited: .tooManyRequests
            case .internalError: .internalServerError
            case .overloaded, .databaseUnavailable: .serviceUnavailable
            }
        }

        /// One sentence for people, the same for every occurrence.
        var title: String {
            switch self {
            case .invalidJSON: "The body is not a JSON object."
            case .duplicateField: "The body has a name twice in one object."
            case .tooDeep: "The body has too many levels."
            case .tooManyFields: "The body has too many names in one object."
            case .malformedRequest: "The request is not right HTTP."
            case .invalidParameter: "A parameter of the address cannot be used."
            case .unknownParameter: "A parameter of the address is not known here."
            case .invalidIdempotencyKey: "The Idempotency-Key is not 1 to 128 printable ASCII characters."
            case .unauthenticated: "This needs an access token or an API key."
            case .invalidToken: "The token is not one of this house, or is not good any more."
            case .expiredToken: "The token has expired."
            case .invalidCredentials: "Name or password is wrong."
            case .refreshReused: "The refresh token was used before; the session is ended."
            case .logInAgain: "This needs the password, or a log-in of the last ten minutes."
            case .secondFactorRequired: "This needs the second factor."
            case .invalidSecondFactor: "The second factor's code is wrong, late, or was used before."
            case .freshLoginRequired: "This needs a log-in or step-up of the last ten minutes."
            case .invalidSignature: "The request's signature is not right."
            case .signatureExpired: "The signature is not of the last five minutes."
            case .signatureReplayed: "The signature's nonce was used before."
            case .digestMismatch: "The body is not the one that was signed."
            case .roleNotAllowed: "This is for other roles."
            case .scopeNotAllowed: "The API key has not the scope for this, or it is for people only."
            case .notFound: "There is nothing at this address."
            case .accountNotFound: "There is no such account among yours."
            case .paymentNotFound: "There is no such payment among yours."
            case .personNotFound: "There is no such person."
            case .keyNotFound: "There is no such key among yours."
            case .sessionNotFound: "There is no such session among yours."
            case .webhookNotFound: "There is no such endpoint among yours."
            case .deliveryNotFound: "There is no such delivery to this endpoint."
            case .tooManyWebhooks: "No more endpoints can be registered."
            case .webhookNotReady: "The endpoint is not known everywhere yet; try again soon."
            case .webhookDisabled: "The endpoint is disabled."
            case .deliveryUnderWay: "The delivery has not ended yet."
            case .webhooksNotOffered: "Webhooks are not offered."
            case .methodNotAllowed: "This address does not take this method."
            case .requestTimeout: "The request did not arrive in time."
            case .emailTaken: "Somebody is registered with this mail address."
            case .userNameTaken: "Somebody has this user name."
            case .idempotencyConflict: "The Idempotency-Key was used for another request."
            case .requestInProgress: "The request with this Idempotency-Key is being worked on."
            case .paymentFinal: "The payment has come to its end."
            case .notCancellable: "A transfer is done with its debit and cannot be cancelled."
            case .tooManyAccounts: "No more accounts can be opened."
            case .tooManyKeys: "No more API keys can be made."
            case .secondFactorOn: "The second factor is on already."
            case .secondFactorOff: "The second factor is not on, or was not begun."
            case .accountsNotEmpty: "There is money in an account."
            case .accountFrozen: "An account is frozen."
            case .paymentsUnderWay: "Payments are under way; try again when they are final."
            case .preconditionFailed: "What the request was made for has changed since."
            case .bodyTooLarge: "The body is larger than the limit."
            case .unsupportedMediaType: "The body must be application/json."
            case .missingField: "A field is missing."
            case .unknownField: "A field is not known here."
            case .invalidField: "A field's value cannot be used."
            case .weakPassword: "The password is too easy to guess."
            case .billAlreadyPaid: "The bill is paid."
            case .billWithdrawn: "The biller has taken the bill back."
            case .depositNotOffered: "Deposits in this currency are not offered."
            case .withdrawalNotOffered: "Withdrawals in this currency are not offered."
            case .tooManyAttempts: "Too many attempts; wait."
            case .rateLimited: "Too many requests; wait."
            case .internalError: "Something went wrong here."
            case .statementTooLong: "The period has more movements than one page may hold."
            case .overloaded: "Too much is being done at once; try again soon."
            case .databaseUnavailable: "A database is away; try again soon."
            }
        }
    }
}
