/// Something asked of the identity service was refused. Trying again as it is never helps, but for `too_many_attempts`.
public struct IdentityError: Error, Sendable, Equatable {
    public enum Code: String, Sendable, CaseIterable {
        case emailTaken = "email_taken"
        case userNameTaken = "user_name_taken"
        case invalidCredentials = "invalid_credentials"
        case tooManyAttempts = "too_many_attempts"
        case invalidToken = "invalid_token"
        case expiredToken = "expired_token"
        case refreshReused = "refresh_reused"
        case invalidSignature = "invalid_signature"
        case signatureExpired = "signature_expired"
        case signatureReplayed = "signature_replayed"
        case unknownPerson = "unknown_person"
        case unknownKey = "unknown_key"
        case unknownSession = "unknown_session"
        case accountTaken = "account_taken"
        case tooManyAccounts = "too_many_accounts"
        case tooManyKeys = "too_many_keys"
        case unknownWebhook = "unknown_webhook"
        case tooManyWebhooks = "too_many_webhooks"
        /// An account that is not the person's.
        case unknownAccount = "unknown_account"
        /// The caller's role, as it is now, may not do it.
        case roleNotAllowed = "role_not_allowed"
        /// The caller's key has not the scope.
        case scopeNotAllowed = "scope_not_allowed"
        /// What was asked for needs a log-in or step-up of the last ten minutes.
        case freshLoginRequired = "fresh_login_required"
        /// What was asked for needs a session that has just begun, or the password.
        case logInAgain = "log_in_again"
        /// A password that is short, long, common, or made of the person's name.
        case weakPassword = "weak_password"
        /// The person has a second factor, and none was given.
        case secondFactorRequired = "second_factor_required"
        case invalidSecondFactor = "invalid_second_factor"
        /// There is one already.
        case secondFactorOn = "second_factor_on"
        /// There is none, or none was begun.
        case secondFactorOff = "second_factor_off"
        /// Keys in the settings cannot be used.
        case invalidKeys = "invalid_keys"
        /// What is stored was sealed with a key that the settings do not have, or was changed.
        case unreadableData = "unreadable_data"
    }

    public let code: Code
    /// With `too_many_attempts`: how long to wait.
    public let retryAfterSeconds: Int?
    /// With `weak_password`: why.
    public let weakness: PasswordRules.Weakness?

    public init(_ code: Code, retryAfterSeconds: Int? = nil, weakness: PasswordRules.Weakness? = nil) {
        self.code = code
        self.retryAfterSeconds = retryAfterSeconds
        self.weakness = weakness
    }

    public var isTransient: Bool {
        switch code {
        case .tooManyAttempts: true
        case .emailTaken, .userNameTaken, .invalidCredentials, .invalidToken, .expiredToken, .refreshReused,
            .invalidSignature, .signatureExpired, .signatureReplayed, .unknownPerson, .unknownKey, .unknownSession,
            .accountTaken, .tooManyAccounts, .tooManyKeys, .unknownWebhook, .tooManyWebhooks, .unknownAccount,
            .roleNotAllowed, .scopeNotAllowed, .freshLoginRequired, .logInAgain, .weakPassword, .secondFactorRequired,
            .invalidSecondFactor, .secondFactorOn, .secondFactorOff, .invalidKeys, .unreadableData:
            false
        }
    }
}
