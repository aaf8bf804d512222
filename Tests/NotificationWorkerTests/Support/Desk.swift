import Lane
import Messages
import NotificationWorker
import Payments
import Postgres
import Testing

/// A worker at its schema, with a clock of the test's own and calls made when it says so, as the lane engine would.
final class Desk {
    typealias Cause = Lane.Cause<NotificationMessage, MailOutcome>

    let database: NotificationDatabase
    let transport: ScriptedTransport
    private(set) var worker: NotificationWorker
    private(set) var calls: [String: Call] = [:]
    var now = Timestamp.now().microseconds

    private let retries: RetryPolicy
    private let limits: MailLimits
    private let waitingMails: Int

    init(
        retries: RetryPolicy = RetryPolicy(), limits: MailLimits = MailLimits(), waitingMails: Int = 100
    ) throws {
        database = try NotificationDatabase()
        transport = ScriptedTransport()
        self.retries = retries
        self.limits = limits
        self.waitingMails = waitingMails
        worker = try NotificationWorker(
            transport: transport, sender: sender(), retries: retries, limits: limits, waitingMails: waitingMails)
    }

    /// The process ends and another one takes over: it knows what is in the database and nothing else.
    func takeOver() throws {
        worker = try NotificationWorker(
            transport: transport, sender: sender(), retries: retries, limits: limits, waitingMails: waitingMails)
        for key in calls.keys { calls[key]?.recovered = true }
    }

    func run(_ messages: NotificationMessage...) throws {
        try run(
            messages.enumerated().map { offset, message in
                .message(message, Origin(topic: "t", partition: 0, offset: nextOffset + Int64(offset), timestamp: now))
            })
        nextOffset += Int64(messages.count)
    }

    private var nextOffset: Int64 = 0

    func run(_ causes: [Cause]) throws {
        let items = causes.map { Item(lane: 1, cause: $0) }
        for cause in causes {
            if case .done(let call, _) = cause { calls[call.key] = nil }
        }
        let batch = try BatchRunner(worker: worker, connection: database.connection).run(items, now: now)
        for scheduled in batch.scheduled { calls[scheduled.call.key] = scheduled.call }
    }

    /// Makes the calls that are due and hands their outcomes to the handler.
    func performDue() async throws {
        let due = calls.values.filter { $0.dueAt <= now }.sorted { $0.key < $1.key }
        var causes: [Cause] = []
        for call in due { causes.append(.done(call, await worker.perform(call))) }
        if !causes.isEmpty { try run(causes) }
    }

    /// Until nothing is due any more, however many laps that takes.
    func settle() async throws {
        for _ in 0..<100 {
            guard calls.values.contains(where: { $0.dueAt <= now }) else { return }
            try await performDue()
        }
        Issue.record("the calls never end")
    }
}

func contact(
    _ account: String = "wallet:ann", email: String = "ann@wallet.example", name: String? = nil,
    confirmed: Bool = true
) throws
    -> NotificationMessage
{
    .contactUpdated(
        ContactUpdated(
            account: try NotificationWorkerTests.account(account), email: email, name: name,
            confirmed: confirmed))
}
