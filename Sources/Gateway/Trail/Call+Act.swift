import HTTPTypes
import Hummingbird
import Identity
import Payments

extension Act {
    /// What a request is to the trail. Of the address only what is an id is taken: the rest is a stranger's text.
    convenience init(
        _ request: Request, _ endpoint: Endpoint, _ parameters: [String: String], request id: String,
        address: String, caller: Caller?
    ) {
        let headers = request.headers
        self.init(
            action: endpoint.operation, request: id,
            actor: Party(person: caller?.person, key: caller?.key, address: address, agent: headers[.userAgent]),
            subject: Self.subject(of: parameters))
        if let person = parameters["user_id"].flatMap({ Identifier($0) }) { concerns(person) }
    }

    private static func subject(of parameters: [String: String]) -> String? {
        let named = parameters.filter { $0.key != "user_id" }.values.filter { AccountID($0) != nil }.sorted()
        return named.isEmpty ? nil : named.joined(separator: " ")
    }
}

extension Services {
    /// The same, for one request: what it changes is written down as its doing.
    func acting(_ act: Act) -> Services {
        Services(house: house, act: act)
    }

    /// Whose data is asked for. That somebody of the house looks at another's is in the trail before they see it.
    func personShown(to call: Call) async throws -> Identifier {
        let person = try call.personInPath()
        if person != (try call.caller()).person { try await willShow(person, to: call) }
        return person
    }

    /// Before what is another person's is shown to somebody of the house.
    func willShow(_ person: Identifier?, subject: String? = nil, to call: Call) async throws {
        // What the token said of the role may be over.
        try await identity.confirmReader(call.caller())
        if let act = call.act { try await trail.record(readOf: person, subject: subject, act) }
    }
}

extension Problem.Code {
    /// Whether the trail tells of it: somebody wanted what they may not have, or guessed. Not what every program meets
    /// now and then (a token that has expired), and not a reused refresh token: whoever ends the session tells of that.
    var isKeptInTrail: Bool {
        switch self {
        case .unauthenticated, .expiredToken, .refreshReused, .secondFactorRequired, .freshLoginRequired, .notFound,
            .rateLimited:
            false
        default: [.unauthorized, .forbidden, .notFound, .tooManyRequests].contains(status)
        }
    }
}
