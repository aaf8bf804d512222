import Payments

/// Where a business wants to be told of its payments. Compacted, so that only the latest stays. The secret that
/// messages are signed with is not in it: it is derived from the root secret, the endpoint's id and the generation.
public struct WebhookUpdated: MessageBody {
    public static let topic = "webhook.updated"

    public enum State: String, Sendable, CaseIterable {
        case enabled
        /// Told nothing until it is enabled again.
        case disabled
        /// For good.
        case deleted
    }

    /// The endpoint's id.
    public var webhook: PaymentID
    /// Grows with each change; of two messages the one with the higher version counts.
    public var version: Int64
    public var state: State
    /// http or https, at most 2048 bytes, without user and fragment.
    public var url: String
    /// Whose endpoint it is: a name of no meaning elsewhere, the same for all endpoints of one business. What is sent
    /// to endpoints is shared out fairly by it. Nil: the endpoint is counted by itself.
    public var owner: PaymentID?
    /// Whose payments it is told of: at most `maximumAccounts`.
    public var accounts: [AccountID]
    /// What it is told: types as `payment.settled`, at most 16.
    public var events: [String]
    /// Of the secret, from 1 on.
    public var generation: Int64
    /// Until then messages are signed with the secret before this one too.
    public var formerSecretUntil: Timestamp? { formerSecrets.first }
    /// The same of each secret that is still good, the newest of them first; at most `maximumFormerSecrets`.
    public var formerSecrets: [Timestamp]
    /// How often the owner has enabled it: a new number lets an endpoint that was given up be tried again.
    public var trial: Int64

    public init(
        webhook: PaymentID, version: Int64, state: State, url: String, accounts: [AccountID], events: [String],
        generation: Int64 = 1, formerSecrets: [Timestamp] = [], trial: Int64 = 1, owner: PaymentID? = nil
    ) {
        self.webhook = webhook
        self.version = version
        self.state = state
        self.url = url
        self.accounts = accounts
        self.events = events
        self.generation = generation
        self.formerSecrets = formerSecrets
        self.trial = trial
        self.owner = owner
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.webhook = try fields.webhook()
        self.version = try fields.count("version")
        self.state = try fields.required("state", fields.choice("state"))
        self.url = try fields.required("url", fields.parsed("url") { WebAddress(utf8: $0)?.text })
        // A business that has closed its accounts has none.
        self.accounts = try fields.words("accounts", maximumCount: Self.maximumAccounts, mayBeNone: true) {
            AccountID($0)
        }
        self.events = try fields.words("events", maximumCount: 16) { WebhookUpdated.isEvent($0) ? $0 : nil }
        self.generation = try fields.count("generation")
        let until = try fields.time("former_secret_until")
        let former = try fields.optionalWords("former_secrets", maximumCount: Self.maximumFormerSecrets) {
            Timestamp($0)
        }
        self.formerSecrets = former ?? until.map { [$0] } ?? []
        self.trial = try fields.count("trial")
        self.owner = try fields.parsed("owner") { PaymentID(utf8: $0) }
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("webhook", webhook)
        writer.field("version", version)
        writer.field("state", state)
        writer.field("url", url)
        writer.field("accounts", accounts.map(\.text).joined(separator: " "))
        writer.field("events", events.joined(separator: " "))
        writer.field("generation", generation)
        writer.field("former_secret_until", formerSecretUntil)
        if formerSecrets.count > 1 {
            writer.field("former_secrets", formerSecrets.map(\.description).joined(separator: " "))
        }
        writer.field("trial", trial)
        if let owner { writer.field("owner", owner) }
    }

    public var key: String { webhook.description }

    /// More than a person may have, so that nobody's endpoints are cut off by how that is counted.
    public static let maximumAccounts = 200
    public static let maximumFormerSecrets = 4

    /// The form of a type, as `payment.settled`: types that are not known here are for later readers.
    private static func isEvent(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    }
}

extension FieldReader {
    /// An endpoint's id.
    func webhook() throws(MessageError) -> PaymentID {
        try required("webhook", parsed("webhook") { PaymentID(utf8: $0) })
    }

    /// A whole number from 1 to 2147483647.
    func count(_ name: StaticString) throws(MessageError) -> Int64 {
        let number = try required(name, integer(name))
        guard (1...Int64(Int32.max)).contains(number) else { throw FieldReader.invalid(name) }
        return number
    }

    /// Words separated by single spaces, as scopes of OAuth are (RFC 6749): at least one, unless there may be none.
    func words<Word>(
        _ name: StaticString, maximumCount: Int, mayBeNone: Bool = false, _ parse: (String) -> Word?
    ) throws(MessageError) -> [Word] {
        try required(name, optionalWords(name, maximumCount: maximumCount, mayBeNone: mayBeNone, parse))
    }

    /// The same of a field that may be absent.
    func optionalWords<Word>(
        _ name: StaticString, maximumCount: Int, mayBeNone: Bool = false, _ parse: (String) -> Word?
    ) throws(MessageError) -> [Word]? {
        guard let text = try text(name, maximumBytes: 16_384, mayBeEmpty: mayBeNone) else { return nil }
        if text.isEmpty { return [] }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        let words = parts.compactMap { parse(String($0)) }
        guard parts.count <= maximumCount, words.count == parts.count, !parts.contains("") else {
            throw FieldReader.invalid(name)
        }
        return words
    }
}
