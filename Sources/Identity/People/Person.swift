import Payments
import Postgres

/// Somebody who is registered.
public struct Person: Sendable, Equatable {
    public enum Role: String, Sendable, CaseIterable {
        case user
        case business
        /// Looks after people's accounts: reads all, changes what operators may change.
        case `operator`
        /// Gives roles to others.
        case admin

        /// Whether it reads what is not its own.
        public var readsAll: Bool {
            switch self {
            case .operator, .admin: true
            case .user, .business: false
            }
        }
    }

    public let id: Identifier
    public let role: Role
    public let email: String
    public let userName: String?
    public let hasPassword: Bool
    /// Whether the mail address was shown to be theirs, by a code that was mailed there.
    public let isConfirmed: Bool
    public let createdAt: Timestamp
}

/// An account and whose it is.
public struct Holding: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case wallet
        case savings
        case business
    }

    public let account: AccountID
    public let person: Identifier
    public let kind: Kind
    public let currency: Currency
    public let createdAt: Timestamp
    /// When its owner closed it.
    public var closedAt: Timestamp?

    public init(account: AccountID, person: Identifier, kind: Kind, currency: Currency, createdAt: Timestamp) {
        self.account = account
        self.person = person
        self.kind = kind
        self.currency = currency
        self.createdAt = createdAt
    }
}

/// What somebody registers with. Without a password the session that registration answers with is the only way in,
/// until a password is set.
public struct Registration: Sendable {
    public var email: String
    public var userName: String?
    public var password: String?
    public var role: Person.Role
    public var currency: Currency
    public var locale: String

    public init(
        email: String, userName: String?, password: String?, role: Person.Role, currency: Currency, locale: String
    ) {
        self.email = email
        self.userName = userName
        self.password = password
        self.role = role
        self.currency = currency
        self.locale = locale
    }
}

/// How names are compared: user names and mail addresses without regard to case.
enum Lookup {
    static func normalized(_ text: String) -> String { text.lowercased() }
}
