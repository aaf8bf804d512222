/// Where everything is: what `giro status` shows.
public struct StatusReport: Sendable, Encodable {
    public struct Worker: Sendable, Encodable {
        public let name: String
        public let lanes: [LaneStanding]
        /// Why its database could not be read.
        public let error: String?
    }

    public struct PaymentCount: Sendable, Equatable, Encodable {
        public let kind: String
        public let state: String
        public let reason: String?
        public let count: Int64
    }

    public struct MailCount: Sendable, Equatable, Encodable {
        public let state: String
        public let code: String?
        public let count: Int64
    }

    public let at: Moment
    /// `transactional` or `idempotent`, as these settings have it.
    public let mode: String
    public let bootstrapServers: String
    /// Why Kafka could not be asked.
    public let kafkaError: String?
    public let workers: [Worker]
    public let payments: [PaymentCount]
    public let mails: [MailCount]

    /// `found` when a lane stands still until somebody decides.
    public var status: ExitStatus {
        if kafkaError != nil || workers.contains(where: { $0.error != nil }) { return .unavailable }
        return workers.contains { $0.lanes.contains { $0.halted != nil } } ? .found : .done
    }
}
