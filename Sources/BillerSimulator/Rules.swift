/// The first rule that matches a payment decides; a payment that none matches is accepted.
///
/// As JSON:
/// ```json
/// {"rules": [
///   {"match": {"bill_prefix": "GONE-"}, "behaviour": "refuse", "reason": "bill_not_found"},
///   {"match": {"biller": "acme", "share": 0.1}, "behaviour": "late", "ms": 1500},
///   {"match": {"amount_minor": {"from": 1, "to": 99}}, "behaviour": "error5xx", "times": 2},
///   {"match": {"account": "wallet:7"}, "behaviour": "drop_after", "times": 1}
/// ]}
/// ```
public struct Rules: Sendable, Hashable, Codable {
    public var rules: [Rule]

    public init(_ rules: [Rule] = []) {
        self.rules = rules
    }

    public func behaviour(for instruction: Instruction) -> Behaviour {
        rules.first { $0.match.matches(instruction) }?.behaviour ?? .accept
    }
}

/// A condition and what follows from it.
public struct Rule: Sendable, Hashable {
    public var match: Match
    public var behaviour: Behaviour

    public init(_ match: Match, _ behaviour: Behaviour) {
        self.match = match
        self.behaviour = behaviour
    }

    /// For every payment.
    public init(_ behaviour: Behaviour) {
        self.init(Match(), behaviour)
    }
}

extension Rule: Codable {
    private enum Key: String, CodingKey {
        case match
        case behaviour
        case reason
        case milliseconds = "ms"
        case times
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        match = try fields.decodeIfPresent(Match.self, forKey: .match) ?? Match()
        let name = try fields.decode(String.self, forKey: .behaviour)
        switch name {
        case "accept": behaviour = .accept
        case "refuse": behaviour = .refuse(reason: try fields.decode(String.self, forKey: .reason))
        case "late": behaviour = .late(milliseconds: try fields.decode(Int.self, forKey: .milliseconds))
        case "error5xx": behaviour = .error5xx(times: try fields.decodeIfPresent(Int.self, forKey: .times) ?? 1)
        case "drop_after": behaviour = .dropAfter(times: try fields.decodeIfPresent(Int.self, forKey: .times) ?? 1)
        case "twice": behaviour = .twice
        case "never": behaviour = .never
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .behaviour, in: fields, debugDescription: "unknown behaviour \"\(name)\""
            )
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(match, forKey: .match)
        try fields.encode(behaviour.name, forKey: .behaviour)
        switch behaviour {
        case .accept, .twice, .never: break
        case .refuse(let reason): try fields.encode(reason, forKey: .reason)
        case .late(let milliseconds): try fields.encode(milliseconds, forKey: .milliseconds)
        case .error5xx(let times), .dropAfter(let times): try fields.encode(times, forKey: .times)
        }
    }
}
