import Messages
import Payments

/// An endpoint of a business, as its owner registered it.
public struct Webhook: Sendable, Equatable {
    public let id: Identifier
    public let person: Identifier
    public let createdAt: Timestamp
    public internal(set) var version: Int64
    /// Of its secret, from 1 on.
    public internal(set) var generation: Int32
    public internal(set) var trial: Int32
    /// Until when messages are signed with each secret before this one too, the newest of them first.
    public internal(set) var formerSecrets: [Timestamp]
    /// The same of the secret just before this one.
    public var formerSecretUntil: Timestamp? { formerSecrets.first }
    public internal(set) var state: WebhookUpdated.State
    public internal(set) var url: String
    public internal(set) var events: [String]
    /// Nil: all of the person's, later ones too.
    public internal(set) var accounts: [AccountID]?

    /// - Parameters:
    ///   - holdings: the person's accounts.
    ///   - owner: what stands for the person where nothing is to be known of people.
    func announcement(_ holdings: [AccountID], owner: Identifier) -> WebhookUpdated {
        WebhookUpdated(
            webhook: id.payment, version: version, state: state, url: url, accounts: accounts ?? holdings,
            events: events, generation: Int64(generation), formerSecrets: formerSecrets, trial: Int64(trial),
            owner: owner.payment)
    }
}

/// What an owner says of an endpoint.
public struct WebhookTerms: Sendable, Equatable {
    public var url: String
    public var events: [String]
    /// Nil: all of the person's, later ones too.
    public var accounts: [AccountID]?

    public init(url: String, events: [String], accounts: [AccountID]?) {
        self.url = url
        self.events = events
        self.accounts = accounts
    }
}

/// What is to be another; nil stays as it is.
public struct WebhookChange: Sendable, Equatable {
    public enum Accounts: Sendable, Equatable {
        case all
        case some([AccountID])
    }

    public var url: String?
    public var events: [String]?
    public var accounts: Accounts?
    public var isEnabled: Bool?

    public init(url: String? = nil, events: [String]? = nil, accounts: Accounts? = nil, isEnabled: Bool? = nil) {
        self.url = url
        self.events = events
        self.accounts = accounts
        self.isEnabled = isEnabled
    }
}
