/// One thing that a principal may do in a cluster.
public struct AccessRule: Sendable, Hashable {
    public enum Resource: String, Sendable, CaseIterable, Comparable {
        case topic
        case group
        /// librdkafka 2.0.2 has no word for it: such a rule is shown, and given by other means.
        case transactionalID = "transactional_id"

        public static func < (left: Resource, right: Resource) -> Bool { left.place < right.place }
        private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    public enum Operation: String, Sendable, CaseIterable {
        case read, write, describe
    }

    /// As the broker writes it: `User:giro_wallet`.
    public let principal: String
    public let resource: Resource
    public let name: String
    /// Every resource whose name begins so.
    public let isPrefix: Bool
    public let operation: Operation

    public init(principal: String, resource: Resource, name: String, isPrefix: Bool = false, operation: Operation) {
        self.principal = principal
        self.resource = resource
        self.name = name
        self.isPrefix = isPrefix
        self.operation = operation
    }
}
