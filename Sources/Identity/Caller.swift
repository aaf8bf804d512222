/// Who asks, as proven by a token or a key.
public struct Caller: Sendable, Equatable {
    public let person: Identifier
    public let role: Person.Role
    /// Nil for a program.
    public let session: Identifier?
    /// A program's key.
    public let key: Identifier?
    /// Nil for a person, who may do all that the role may.
    public let scopes: [Scope]?
    /// Whether the request itself was signed, and with it what its body must be.
    public var isSigned = false
    /// Whether the person's own role is not in force because the session has no second factor.
    public var awaitsSecondFactor = false

    public func may(_ scope: Scope) -> Bool { scopes?.contains(scope) ?? true }
}

/// What a log-in gives.
public struct SessionTokens: Sendable, Equatable {
    public let accessToken: String
    public let refreshToken: String
    public let expiresInSeconds: Int64
    /// Whether the person's role comes into force only with a second factor.
    public var awaitsSecondFactor = false
    /// What the first log-in by a mailed code has ended.
    public var ended: EndedAccess?
}

/// What was ended together: how many sessions, keys and endpoints; whether a password, a second factor, a role.
public struct EndedAccess: Sendable, Equatable {
    public var sessions = 0
    public var keys = 0
    public var endpoints = 0
    public var hadPassword = false
    public var hadSecondFactor = false
    public var hadRole = false
}
