import Curl
import Lane
import Messages
import Payments
import Postgres
import Synchronization
import TestSupport
import Testing
import WebhookWorker
import Webhooks

/// A worker at its schema, with calls made when the test says so, as the lane engine would. What is sent goes over
/// HTTP.
final class Desk {
    typealias Cause = Lane.Cause<WebhookMessage, WebhookOutcome>

    let database: WebhookDatabase
    private(set) var calls: [String: Call] = [:]
    /// Moves the worker's clock.
    var later: Duration {
        get { .microseconds(jump.value.load(ordering: .relaxed)) }
        set { jump.value.store(newValue.components.seconds * 1_000_000, ordering: .relaxed) }
    }

    private final class Jump: Sendable {
        let value = Atomic<Int64>(0)
        var now: Int64 { Timestamp.now().microseconds + value.load(ordering: .relaxed) }
    }

    private let jump = Jump()

    let worker: WebhookWorker
    private let client = CurlClient(maximumConcurrent: 8)

    static let root = "a root secret of more than thirty-two bytes"

    init(
        policy: DeliveryPolicy = quick, requestTimeout: Duration = .seconds(5),
        addresses: [String] = ["127.0.0.0/8", "::1/128"]
    ) throws {
        let rules = WebhookURL.Rules(
            requiresTLS: false, ports: nil, addresses: AddressRules(allowed: addresses.compactMap { IPRange($0) }))
        let transport = HTTPWebhookTransport(
            client: client, configuration: .init(requestTimeout: requestTimeout, addresses: rules.addresses))
        worker = WebhookWorker(
            transport: transport, secrets: try #require(WebhookSecrets(root: Self.root)), rules: rules, policy: policy,
            clock: { [jump] in jump.now })
        database = try WebhookDatabase(worker.migrations)
    }

    /// Retries without waiting.
    static let quick = DeliveryPolicy(
        retries: RetrySchedule(first: .milliseconds(1), longest: .milliseconds(2)), breakerFailures: 1_000)

    var now: Int64 { jump.now }

    func run(_ messages: WebhookMessage...) throws {
        try run(
            messages.enumerated().map { offset, message in
                .message(message, Origin(topic: "t", partition: 0, offset: Int64(offset), timestamp: now))
            })
    }

    @discardableResult
    func run(_ causes: [Cause], on connection: Connection? = nil) throws -> [Call] {
        let items = causes.map { Item(lane: 1, cause: $0) }
        for cause in causes {
            switch cause {
            case .done(let call, _), .due(let call): calls[call.kind + call.key] = nil
            case .message: break
            }
        }
        let runner = BatchRunner(worker: worker, connection: connection ?? database.connection)
        let scheduled = try runner.run(items, now: now).scheduled.map(\.call)
        for call in scheduled { calls[call.kind + call.key] = call }
        return scheduled
    }

    /// Two processes at once, each in batches of a few.
    func race(_ left: [Cause], _ right: [Cause]) async throws {
        let (worker, first, second) = (worker, database.connection, database.another)
        let calls = try await withThrowingTaskGroup(of: [Call].self) { group in
            for (causes, connection) in [(left, first), (right, second)] {
                nonisolated(unsafe) let connection = connection  // each is used by one task
                group.addTask {
                    let runner = BatchRunner(worker: worker, connection: connection)
                    var calls: [Call] = []
                    for start in stride(from: 0, to: causes.count, by: 7) {
                        let items = causes[start..<min(start + 7, causes.count)].map {
                            Item<WebhookMessage, WebhookOutcome>(lane: 1, cause: $0)
                        }
                        let batch = try runner.run(items, now: Timestamp.now().microseconds)
                        calls += batch.scheduled.map(\.call)
                    }
                    return calls
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for call in calls { self.calls[call.kind + call.key] = call }
    }

    /// Makes the calls that are due and hands their outcomes to the handler.
    func performDue() async throws {
        let due = calls.values.filter { $0.dueAt <= now }.sorted { $0.key < $1.key }
        var causes: [Cause] = []
        for call in due {
            causes.append(call.place == .inside ? .due(call) : .done(call, await worker.perform(call)))
        }
        if !causes.isEmpty { try run(causes) }
    }

    /// Until nothing is due any more, or `limit` laps are over.
    func settle(laps limit: Int = 50) async throws {
        for _ in 0..<limit {
            guard calls.values.contains(where: { $0.dueAt <= now + 20_000 }) else { return }
            try await Task.sleep(for: .milliseconds(3))
            try await performDue()
        }
    }
}

let shop = PaymentID(high: 0x0198_c0de_0000_7000, low: 0x8000_0000_0000_00f1)

func endpoint(
    _ url: String, version: Int64 = 1, state: WebhookUpdated.State = .enabled, accounts: [String] = ["shop"],
    events: [WebhookEvent] = WebhookEvent.subscribable, generation: Int64 = 1, formerSecrets: [Timestamp] = [],
    trial: Int64 = 1, id: PaymentID = shop, owner: PaymentID? = nil
) -> WebhookMessage {
    .updated(
        WebhookUpdated(
            webhook: id, version: version, state: state, url: url, accounts: accounts.compactMap { AccountID($0) },
            events: events.map(\.rawValue), generation: generation, formerSecrets: formerSecrets, trial: trial,
            owner: owner))
}

/// A payment of 12.50 EUR from `ann` to `shop`.
struct Sample {
    let payment: PaymentID
    private let payer: AccountID
    private let payee: AccountID
    private let currency: Currency

    init(_ number: UInt64 = 1) throws {
        payment = PaymentID(high: 0x0198_c0de_0000_7000, low: 0x8000_0000_0000_0000 | number)
        payer = try #require(AccountID("ann"))
        payee = try #require(AccountID("shop"))
        currency = try #require(Currency("EUR"))
    }

    func debited(decidedAt: Timestamp? = nil) throws -> WebhookMessage {
        let body = WalletDebited(
            payment: payment, kind: .transfer, payer: payer, payee: payee, amountMinor: 1_250, currency: currency,
            reference: "Dinner", decidedAt: decidedAt)
        return try #require(WebhookMessage(.walletDebited(body)))
    }

    func credited(
        _ outcome: WalletCredited.Outcome = .settled, decidedAt: Timestamp? = nil
    ) throws -> WebhookMessage {
        let body = WalletCredited(
            payment: payment, kind: .transfer, outcome: outcome, account: outcome == .settled ? payee : payer,
            payer: payer, payee: payee, amountMinor: 1_250, currency: currency,
            reason: outcome == .settled ? nil : .accountClosed, reference: "Dinner", decidedAt: decidedAt)
        return try #require(WebhookMessage(.walletCredited(body)))
    }

    func rejected() throws -> WebhookMessage {
        let body = PaymentRejected(
            payment: payment, kind: .transfer, payer: payer, payee: payee, amountMinor: -5, currency: "bitcoin",
            reason: .unknownCurrency)
        return try #require(WebhookMessage(.paymentRejected(body)))
    }
}
