import Kafka

/// What `giro topics acls` shows: every rule of the table, and how the cluster stands to it.
public struct AccessReport: Sendable, Encodable {
    public enum Verdict: String, Sendable, Encodable {
        case unasked
        case right
        case missing
        case created
        /// This program cannot give it: see `command`.
        case byHand = "by_hand"
    }

    public struct Rule: Sendable, Encodable {
        public let party: TopicAccess.Party
        public let principal: String
        public let resource: String
        public let name: String
        /// Every resource whose name begins so.
        public let isPrefix: Bool
        public let operation: String
        public internal(set) var verdict: Verdict
        /// What gives it with Kafka's own program.
        public let command: String
    }

    /// Something that the cluster allows and the table does not.
    public struct Excess: Sendable, Encodable, Equatable {
        public let principal: String
        public let resource: String
        public let name: String
        public let isPrefix: Bool
        public let operation: String
    }

    public internal(set) var rules: [Rule] = []
    /// Rights to write to topics of the catalogue that the table does not give.
    public internal(set) var excess: [Excess] = []

    public var hasDifferences: Bool { !excess.isEmpty || rules.contains { $0.verdict == .missing } }

    public var status: ExitStatus { hasDifferences ? .found : .done }
}

extension AccessReport {
    /// One line for each principal and resource.
    public func lines(paint: Paint) -> [String] {
        var table = TextTable([
            .init("principal"), .init("resource"), .init("name", isFlexible: true), .init("may"),
            .init("in the cluster"),
        ])
        for group in grouped {
            table.add([
                .init(group[0].principal), .init(group[0].resource),
                .init(group[0].name + (group[0].isPrefix ? "*" : "")),
                .init(group.map(\.operation).joined(separator: ", ")), Self.cell(group),
            ])
        }
        var lines = table.lines(paint: paint)
        for extra in excess {
            let name = extra.name + (extra.isPrefix ? "*" : "")
            lines.append(paint("\(extra.principal) may \(extra.operation) \(extra.resource) \(name)", .bad))
        }
        let byHand = rules.filter { $0.verdict == .byHand }
        if !byHand.isEmpty {
            lines += ["", "To be given with Kafka's own program:"] + byHand.map { "  \($0.command)" }
        }
        return lines + ["", sentence]
    }

    /// In the rules' order.
    private var grouped: [[Rule]] {
        var groups: [[Rule]] = []
        for rule in rules {
            if let last = groups.last?.first, last.principal == rule.principal, last.resource == rule.resource,
                last.name == rule.name
            {
                groups[groups.count - 1].append(rule)
            } else {
                groups.append([rule])
            }
        }
        return groups
    }

    private static func cell(_ rules: [Rule]) -> TextTable.Cell {
        let verdicts = rules.map(\.verdict)
        if verdicts.contains(.missing) { return .init("missing", .bad) }
        if verdicts.contains(.byHand) { return .init("by hand", .warning) }
        if verdicts.contains(.created) { return .init("created", .good) }
        if verdicts.contains(.unasked) { return "not asked" }
        return .init("right", .good)
    }

    private var sentence: String {
        let missing = rules.count { $0.verdict == .missing }
        if rules.allSatisfy({ $0.verdict == .unasked || $0.verdict == .byHand }) {
            return "\(rules.count) rules. --check compares the cluster with them, --apply gives them."
        }
        var parts = missing == 0 ? ["every rule that can be given is in the cluster"] : ["\(missing) rules missing"]
        if !excess.isEmpty { parts.append("\(excess.count) rights to write that the table does not give") }
        return parts.joined(separator: ", ") + "."
    }
}
