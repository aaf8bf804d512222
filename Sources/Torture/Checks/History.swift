import BillerSimulator
import Model

/// Everything a finished run left behind, as the checkers see it.
public struct History: Sendable {
    /// A message of a worker's outbox, by the worker and its lane's number.
    public struct EventID: Hashable, Sendable, Comparable, CustomStringConvertible {
        public var worker: String
        public var lane: Int32
        public var seq: Int64

        public init(worker: String, lane: Int32, seq: Int64) {
            self.worker = worker
            self.lane = lane
            self.seq = seq
        }

        public static func < (a: EventID, b: EventID) -> Bool { (a.worker, a.lane, a.seq) < (b.worker, b.lane, b.seq) }
        public var description: String { "\(worker) \(lane)-\(seq)" }
    }

    /// What is in an outbox.
    public struct Decided: Sendable, Equatable {
        public var topic: String
        /// Hash of key, type and value.
        public var content: UInt64

        public init(topic: String, content: UInt64) {
            self.topic = topic
            self.content = content
        }
    }

    /// What is on a topic.
    public struct Published: Sendable, Equatable {
        public var topic: String
        public var content: UInt64
        public var partition: Int32
        /// Of the first copy.
        public var offset: Int64
        public var copies = 1
        /// Whether two copies differ.
        public var isContradicted = false

        public init(topic: String, content: UInt64, partition: Int32, offset: Int64) {
            self.topic = topic
            self.content = content
            self.partition = partition
            self.offset = offset
        }
    }

    /// A mail that the server has taken, once or more often.
    public struct Mail: Sendable, Equatable {
        /// Envelope recipients of all copies.
        public var recipients: Set<String>
        public var copies = 1

        public init(recipients: Set<String>, copies: Int = 1) {
            self.recipients = recipients
            self.copies = copies
        }
    }

    /// What an endpoint was told under one `webhook-id`, once or more often.
    public struct Notice: Sendable, Equatable {
        public var payment: String
        public var event: String
        /// Of the body.
        public var content: UInt64
        /// When it first came, counted over all that endpoints were sent.
        public var place: Int
        /// Whether it was taken with an answer that came in time.
        public var isAnswered: Bool
        /// Whether two copies differ.
        public var isContradicted = false

        public init(payment: String, event: String, content: UInt64, place: Int, isAnswered: Bool) {
            self.payment = payment
            self.event = event
            self.content = content
            self.place = place
            self.isAnswered = isAnswered
        }

        /// Another copy.
        mutating func add(_ copy: Notice) {
            isAnswered = isAnswered || copy.isAnswered
            isContradicted = isContradicted || copy.content != content
        }
    }

    /// A lane's cursor.
    public struct Lane: Sendable, Equatable {
        public var worker: String
        public var lane: Int32
        public var lastSeq: Int64
        public var halted: String?

        public init(worker: String, lane: Int32, lastSeq: Int64, halted: String? = nil) {
            self.worker = worker
            self.lane = lane
            self.lastSeq = lastSeq
            self.halted = halted
        }
    }

    /// Of the model, for the lines as they were published.
    public var expectation: Expectation
    /// By account.
    public var balances: [String: Int64] = [:]
    /// By kind, then `settled`, `refunded/<reason>` ...
    public var states: [String: [String: Int]] = [:]
    public var finalPayments = 0
    /// Worker, then code: as the dead letter topics have them, and as the lines that were read call for.
    public var deadLetters: [String: [String: Int]] = [:]
    public var expectedDeadLetters: [String: [String: Int]] = [:]
    public var billers: [LedgerEntry] = []
    /// Payments that were cancelled in time.
    public var cancelled: Set<String> = []
    /// By Message-ID, as the mail server took them.
    public var mails: [String: Mail] = [:]
    /// By endpoint and `webhook-id`, as the endpoints took them.
    public var notices: [String: [String: Notice]] = [:]
    /// Endpoint, then event: how many payments it must have been told of.
    public var expectedNotices: [String: [String: Int]] = [:]
    public var lanes: [Lane] = []
    public var advances: [Advance] = []
    public var outbox: [EventID: Decided] = [:]
    public var events: [EventID: Published] = [:]
    /// Whether the broker keeps each event once; the embedded one can not.
    public var isTransactional = false
    public var auditFindings: [String] = []
    /// Checks of the audit that could not be made.
    public var auditSkipped: [String] = []
    /// Processes that ended without being told to, with their status.
    public var unexpectedEnds: [String] = []
    /// Payloads that ended processes on purpose.
    public var deadly: [DeadlyRecord] = []
    /// Lines that were published and are on no topic, and what else kept the run from being watched.
    public var unwatched: [String] = []

    public init(expectation: Expectation) { self.expectation = expectation }
}
