import Messages
import Payments
import Postgres

/// Registers people, lets them in, and knows what is theirs. Everything it stores is in the schema `identity`.
public struct IdentityService: Sendable {
    public let pool: ConnectionPool
    public let root: RootKey
    public let vault: Vault
    public let tokens: TokenKeys
    let passwords: PasswordHasher
    let lifetimes: Lifetimes
    /// Whether the roles of operators and admins are in force only with a second factor.
    let asksForSecondFactor: Bool
    /// What nearly every request asks.
    public let holdingsByAccount: GatheredLookup<AccountID, Holding>
    public let holdingsOfPeople: GatheredLookup<Identifier, Holding>
    /// Called when a message was put into the outbox and is committed.
    let onOutgoing: @Sendable () -> Void
    /// What is being done, for the trail.
    public var act: Act?

    public struct Lifetimes: Sendable {
        public var accessSeconds: Int64
        public var sessionSeconds: Int64
        /// How long after a refresh the token before gives the same successor.
        public var refreshGraceSeconds: Int64

        public init(accessSeconds: Int64, sessionSeconds: Int64, refreshGraceSeconds: Int64 = 10) {
            self.accessSeconds = accessSeconds
            self.sessionSeconds = sessionSeconds
            self.refreshGraceSeconds = refreshGraceSeconds
        }
    }

    public init(
        pool: ConnectionPool, root: RootKey, vault: Vault, tokens: TokenKeys, passwords: PasswordHasher,
        lifetimes: Lifetimes, asksForSecondFactor: Bool, onOutgoing: @escaping @Sendable () -> Void
    ) {
        self.pool = pool
        self.root = root
        self.vault = vault
        self.tokens = tokens
        self.passwords = passwords
        self.lifetimes = lifetimes
        self.asksForSecondFactor = asksForSecondFactor
        self.onOutgoing = onOutgoing
        holdingsByAccount = GatheredLookup(pool: pool) { connection, accounts in
            Dictionary(grouping: try connection.query(FindHoldings(accounts: accounts)), by: \.account)
        }
        holdingsOfPeople = GatheredLookup(pool: pool) { connection, people in
            Dictionary(grouping: try connection.query(HoldingsOf(people: people)), by: \.person)
        }
    }

    /// The schema's tables.
    public static let migrations = [
        Migration(number: 1, name: "identity", sql: PackageResources._001_identity_sql),
        Migration(number: 2, name: "trail", sql: Trail.tables),
        Migration(number: 3, name: "programs", sql: PackageResources._003_programs_sql),
        Migration(number: 4, name: "erasure", sql: PackageResources._004_erasure_sql),
        Migration(number: 5, name: "login_code", sql: PackageResources._005_login_code_sql),
        Migration(number: 6, name: "webhook", sql: PackageResources._006_webhook_sql),
        Migration(number: 7, name: "former_secrets", sql: PackageResources._007_former_secrets_sql),
        Migration(number: 8, name: "authority", sql: PackageResources._008_authority_sql),
    ]

    /// Tables that the role of operators does not read: all but the trail, of which it does not read who it tells of.
    public static let personalTables = [
        "person", "holding", "session", "api_key", "guess", "outbox", "trail_part", "signature_nonce",
        "login_code", "webhook", "second_factor", "recovery_code", "address_change", "notice", "known_place",
    ]

    /// How the value of a message in the outbox is sealed.
    public static let outboxContext = "identity/outbox"

    func outgoing<Body: MessageBody>(_ body: Body) throws -> AppendOutgoing {
        try AppendOutgoing(body) { try vault.seal($0, context: Self.outboxContext) }
    }

    public var trail: Trail { Trail(root: root, vault: vault) }

    /// The line of the trail for what is being done.
    func line(
        outcome: String = "done", subject: String? = nil, person: Identifier? = nil, about: Identifier? = nil
    ) throws -> AppendTrail {
        let act = act ?? Act(action: "internal", actor: .init(person: nil))
        return try trail.line(act, outcome: outcome, subject: subject, person: person, about: about)
    }

    /// Drops what ended long ago, and tells of addresses what is to be told.
    public func tidy() async throws {
        try await announceDueContacts()
        _ = try await pool.run { connection in
            try connection.execute(TidySessions())
            try connection.execute(ForgetParts())
            try connection.execute(TidyNonces())
        }
    }
}
