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
    /// What nearly every request asks.
    let holdingsByAccount: GatheredLookup<AccountID, Holding>
    let holdingsOfPeople: GatheredLookup<Identifier, Holding>
    /// Called when a message was put into the outbox and is committed.
    let onOutgoing: @Sendable () -> Void

    public struct Lifetimes: Sendable {
        public var accessSeconds: Int64
        public var sessionSeconds: Int64

        public init(accessSeconds: Int64, sessionSeconds: Int64) {
            self.accessSeconds = accessSeconds
            self.sessionSeconds = sessionSeconds
        }
    }

    public init(
        pool: ConnectionPool, root: RootKey, vault: Vault, tokens: TokenKeys, passwords: PasswordHasher,
        lifetimes: Lifetimes, onOutgoing: @escaping @Sendable () -> Void
    ) {
        self.pool = pool
        self.root = root
        self.vault = vault
        self.tokens = tokens
        self.passwords = passwords
        self.lifetimes = lifetimes
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
        Migration(number: 2, name: "webhook", sql: PackageResources._002_webhook_sql),
    ]

    /// Tables that the role of operators does not read: all of them.
    public static let personalTables = ["person", "holding", "session", "api_key", "guess", "outbox", "webhook"]

    /// How the value of a message in the outbox is sealed.
    public static let outboxContext = "identity/outbox"

    func outgoing<Body: MessageBody>(_ body: Body) throws -> AppendOutgoing {
        try AppendOutgoing(body) { try vault.seal($0, context: Self.outboxContext) }
    }

    /// Drops what is over for long.
    public func tidy() async throws {
        _ = try await pool.run { try $0.execute(TidySessions()) }
    }
}
