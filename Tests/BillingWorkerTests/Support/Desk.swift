import BillingWorker
import CloudEvents
import Lane
import Messages
import Payments
import Postgres

/// A billing worker on a database of its own, and the part of the engine that keeps its calls.
final class Desk {
    let database: BillingDatabase
    let worker: BillingWorker
    /// What the timer table would hold.
    private(set) var calls: [String: Call] = [:]
    /// All that was ever published.
    private(set) var published: [CloudEvent] = []
    var now: Int64 = 1_700_000_000_000_000
    private var offset: Int64 = 0

    init(
        connector: any BillerConnector = NoConnector(),
        retries: RetrySchedule = RetrySchedule(first: .milliseconds(20), longest: .milliseconds(200)),
        unseenAfter: Duration = .seconds(60)
    ) throws {
        database = try BillingDatabase()
        worker = BillingWorker(connector: connector, retries: retries, unseenAfter: unseenAfter)
    }

    /// One batch.
    @discardableResult
    func run(_ causes: [Cause<BillingMessage, BillerOutcome>]) throws -> Batch<BillingMessage, BillerOutcome> {
        now += 1_000
        let runner = BatchRunner(worker: worker, connection: database.connection)
        let batch = try runner.run(causes.map { Item(lane: 1, cause: $0, traceparent: nil) }, now: now)
        for cause in causes {
            switch cause {
            case .done(let call, _), .due(let call): calls[Self.name(call)] = nil
            case .message: break
            }
        }
        for scheduled in batch.scheduled { calls[Self.name(scheduled.call)] = scheduled.call }
        published += batch.events.map(\.event)
        return batch
    }

    @discardableResult
    func run(_ messages: BillingMessage...) throws -> Batch<BillingMessage, BillerOutcome> {
        try run(messages.map { .message($0, origin()) })
    }

    @discardableResult
    func end(_ payment: PaymentID, _ outcome: BillerOutcome) throws -> Batch<BillingMessage, BillerOutcome> {
        try run([.done(try call(payment), outcome)])
    }

    /// The time of the payment's next try has come.
    @discardableResult
    func retry(_ payment: PaymentID) throws -> Batch<BillingMessage, BillerOutcome> {
        try run([.due(try call(payment))])
    }

    @discardableResult
    func cancel(_ payment: PaymentID) throws -> Batch<BillingMessage, BillerOutcome> {
        try run(.cancelRequested(PaymentCancelRequested(payment: payment)))
    }

    @discardableResult
    func decide(
        _ payment: PaymentID, _ outcome: DecisionRequested.Outcome, receipt: String? = nil
    ) throws -> Batch<BillingMessage, BillerOutcome> {
        try run(.decisionRequested(DecisionRequested(payment: payment, outcome: outcome, receipt: receipt)))
    }

    /// The call that goes on until the outcome is known, or one of another kind.
    func call(_ payment: PaymentID, _ kind: String? = nil) throws -> Call {
        let kinds = kind.map { [$0] } ?? ["pay_biller", "ask_biller"]
        guard let call = kinds.compactMap({ calls["\($0) \(payment)"] }).first else { throw Missing(payment: payment) }
        return call
    }

    private static func name(_ call: Call) -> String { "\(call.kind) \(call.key)" }

    struct Missing: Error {
        let payment: PaymentID
    }

    func origin(timestamp: Int64? = nil, partition: Int32 = 0, offset: Int64? = nil) -> Origin {
        self.offset += 1
        return Origin(
            topic: "wallet.debited", partition: partition, offset: offset ?? self.offset, timestamp: timestamp ?? now)
    }

    /// The invoice as an operator sees it.
    func invoice(_ payment: PaymentID) throws -> InvoiceOf.Row? {
        try database.admin.query(InvoiceOf(payment: payment)).first
    }

    /// Writes the calls where the engine would, for statements that look there.
    func saveCalls() throws {
        try database.admin.execute(script: "DELETE FROM timer")
        for call in calls.values {
            let key = call.key
            let values = "1, '\(call.kind)', '\(key)', '', now(), \(call.place.rawValue), \(call.attempt)"
            try database.admin.execute(
                script: "INSERT INTO timer (lane, kind, key, body, due_at, place, attempt) VALUES (\(values))")
        }
    }
}
