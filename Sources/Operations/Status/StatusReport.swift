import BillingWorker
import NotificationWorker
import PaymentWorker
import Payments
import WebhookWorker

/// Where everything is: what `giro status` shows.
public struct StatusReport: Sendable, Encodable {
    public struct Worker: Sendable, Encodable {
        public let name: String
        public let lanes: [LaneStanding]
        public var processes: [ProcessStanding] = []
        /// What operators have paused of it.
        public var orders: [StandingOrder] = []
        /// What its processes have in hand while they go carefully, and what is put aside.
        public var inHand: [InHandStanding] = []
        /// Why its database could not be read.
        public let error: String?

        /// Its processes are known, and none of them works.
        public var isAbandoned: Bool { !processes.isEmpty && !processes.contains(where: \.isAlive) }
    }

    /// Payments under way in one state, by age.
    public struct UnderWay: Sendable, Equatable, Encodable {
        public let state: String
        /// As `CountUnderWay.limitsSeconds` groups them; one number more than there are limits.
        public var counts: [Int64]
    }

    public struct PaymentCount: Sendable, Equatable, Encodable {
        public let kind: String
        public let state: String
        public let reason: String?
        public let count: Int64

        init(_ row: CountByState.Row) {
            kind = row.kind.rawValue
            state = row.state.rawValue
            reason = row.reason?.rawValue
            count = row.count
        }
    }

    /// A payment that has been under way for long.
    public struct StuckPayment: Sendable, Equatable, Encodable {
        public let payment: String
        public let kind: String
        public let state: String
        public let since: Moment
        /// How often its biller was asked, and how the last try ended.
        public let tries: Int32?
        public let lastCode: String?

        init(_ row: Stuck.Row, _ asked: Asked?) {
            payment = row.payment.description
            kind = row.kind.rawValue
            state = row.state.rawValue
            since = Moment(row.since)
            tries = asked?.tries
            lastCode = asked?.lastCode
        }
    }

    /// Of mails, or of deliveries.
    public struct MailCount: Sendable, Equatable, Encodable {
        public let state: String
        public let code: String?
        public let count: Int64

        init(_ row: CountDeliveries.Row) {
            state = row.state
            code = row.code
            count = row.count
        }

        init(_ row: CountMails.Row) {
            state = row.state
            code = row.code
            count = row.count
        }
    }

    /// How asking for an open invoice goes.
    struct Asked: Sendable {
        let tries: Int32?
        let lastCode: String?

        init(_ row: OpenInvoices.Row) {
            tries = row.tries
            lastCode = row.suspicious ?? row.lastCode
        }
    }

    public let at: Moment
    /// `transactional` or `idempotent`, as these settings have it.
    public let mode: String
    public let bootstrapServers: String
    /// Why Kafka could not be asked.
    public internal(set) var kafkaError: String?
    public internal(set) var workers: [Worker] = []
    public internal(set) var payments: [PaymentCount] = []
    public internal(set) var underWay: [UnderWay] = []
    /// The oldest payments under way.
    public internal(set) var stuck: [StuckPayment] = []
    public internal(set) var mails: [MailCount] = []
    /// Money that waits for people to decide, currency by currency.
    public internal(set) var suspense: [SuspenseReport.Total] = []
    /// Deliveries to endpoints.
    public internal(set) var deliveries: [MailCount] = []
    /// Nil when Kafka could not be asked.
    public internal(set) var deadLetters: OpenDeadLetters?
    /// Billing is read before the payments it is about.
    var asked: [PaymentID: Asked] = [:]

    private enum CodingKeys: String, CodingKey {
        case at, mode, bootstrapServers, kafkaError, workers, payments, underWay, stuck, suspense, mails, deliveries
        case deadLetters
    }

    init(at: Moment, mode: String, bootstrapServers: String) {
        self.at = at
        self.mode = mode
        self.bootstrapServers = bootstrapServers
    }

    /// `found` when a lane stands still or a call is put aside until an operator decides, or no process works where one
    /// did.
    public var status: ExitStatus {
        if kafkaError != nil || workers.contains(where: { $0.error != nil }) { return .unavailable }
        let needsSomebody = workers.contains {
            $0.isAbandoned || $0.lanes.contains { $0.halted != nil }
                || $0.inHand.contains { $0.putAsideAt != nil }
        }
        return needsSomebody ? .found : .done
    }
}
