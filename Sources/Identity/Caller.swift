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

    public func may(_ scope: Scope) -> Bool { scopes?.contains(scope) ?? true }
}

/// What a log-in gives.
public struct SessionTokens: Sendable, Equatable {
    public let accessToken: String
    public let refreshToken: String
    public let expiresInSeconds: Int64
}
