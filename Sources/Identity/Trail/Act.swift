import Synchronization

/// One request or command as the trail tells of it: what it is, who asks and from where. One object for each, so that
/// it is told once. Most are of reads, of which the trail tells nothing: who and what is put together when it is asked.
public final class Act: Sendable {
    /// Who did something, or whom it was about. All of it is personal and can be erased.
    public struct Party: Sendable, Equatable, Codable {
        public var person: String?
        /// The key of the program that acted for the person.
        public var key: String?
        public var address: String?
        public var agent: String?

        public init(person: Identifier?, key: Identifier? = nil, address: String? = nil, agent: String? = nil) {
            self.person = person?.description
            self.key = key?.description
            self.address = address.map { Self.limited($0) }
            self.agent = agent.map { Self.limited($0) }
        }

        /// Somebody of the house at a terminal: `ann@host`.
        public init(operatorName: String) { person = "operator/" + Self.limited(operatorName) }

        private static func limited(_ text: String) -> String { String(text.unicodeScalars.prefix(200)) }
    }

    /// `POST /v1/login`, `giro role`.
    public let action: String
    /// `X-Request-Id`; empty for commands.
    public let request: String
    public var actor: Party { makeActor() }
    /// The id of a payment, an account or a key in the address of the request.
    public var subject: String? { makeSubject() }

    private let makeActor: @Sendable () -> Party
    private let makeSubject: @Sendable () -> String?

    private struct State {
        var isRecorded = false
        var about: Identifier?
    }

    private let state = Mutex(State())

    public init(
        action: String, request: String = "", actor: @autoclosure @escaping @Sendable () -> Party,
        subject: @autoclosure @escaping @Sendable () -> String? = nil
    ) {
        self.action = action
        self.request = request
        makeActor = actor
        makeSubject = subject
    }

    /// Whether a line tells of it already.
    public var isRecorded: Bool { state.withLock { $0.isRecorded } }

    /// Whose data it turned out to be about.
    public var about: Identifier? { state.withLock { $0.about } }

    public func concerns(_ person: Identifier) { state.withLock { $0.about = person } }

    func recorded() { state.withLock { $0.isRecorded = true } }
}
