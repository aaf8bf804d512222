/// All that is known about one payment, over all workers.
public struct TraceReport: Sendable, Encodable {
    /// How the read side has it.
    public struct Summary: Sendable, Equatable, Encodable {
        public let state: String
        public let kind: String
        public let payer: String
        public let payee: String
        public let amount: Amount
        public let reason: String?
        public let requestedAt: Moment?
        public let since: Moment
        public let updatedAt: Moment
        public let payerWasTold: Bool
        public let payeeWasTold: Bool
        public let contradictions: Int64
    }

    /// Something that happened, or is to happen.
    public struct Step: Sendable, Equatable, Encodable {
        public let at: Moment
        public let worker: String
        public let what: String
        public let detail: String
        /// `topic/partition@offset` of a message, `lane-seq` of an outbox row.
        public let place: String?
        /// Of an outbox row: whether Kafka has it. Nil when that is not known.
        public let isPublished: Bool?
    }

    public struct Entry: Sendable, Equatable, Encodable {
        public let step: Int16
        public let account: String
        public let currency: String
        public let amount: Amount
        public let balanceAfter: Amount
        /// The entry's number in its account.
        public let version: Int64
    }

    public let payment: String
    public let summary: Summary?
    /// Of W3C trace context, where the request carried one.
    public let traceID: String?
    /// In the order of time.
    public let timeline: [Step]
    public let entries: [Entry]
    /// What could not be read.
    public let errors: [String]

    public var isKnown: Bool { summary != nil || !timeline.isEmpty }

    public var status: ExitStatus {
        if !errors.isEmpty { return .unavailable }
        return isKnown ? .done : .found
    }
}
