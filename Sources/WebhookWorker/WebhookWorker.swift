import Lane
import Messages
import Payments
import Postgres
import Webhooks

/// Tells businesses' endpoints of their payments: signed, retried, at least once, in order for each payment.
///
/// The handler notes each (endpoint, payment, event) once and schedules the first of a payment as an outside call; when
/// it has ended the next follows. A crash between an endpoint's answer and its record sends the message again, with the
/// same webhook-id.
public struct WebhookWorker: Worker {
    public typealias Message = WebhookMessage
    public typealias Outcome = WebhookOutcome

    /// The outside call that sends one message.
    static let callKind = "webhook"
    /// The inside call that ends waiting for an earlier event.
    static let orderKind = "order"

    public let name = "webhook"
    public let inputs = [
        PaymentRejected.topic, WalletDebited.topic, WalletCredited.topic, WebhookUpdated.topic, WebhookRequested.topic,
    ]
    /// An endpoint's URL may hold what only its owner should know.
    public let personalInputs: Set = [WebhookUpdated.topic]
    public let migrations = [
        Migration(number: 1, name: "webhook", sql: PackageResources._001_webhook_sql),
        Migration(number: 2, name: "since", sql: PackageResources._002_since_sql),
        Migration(number: 3, name: "owner", sql: PackageResources._003_owner_sql),
    ]

    let policy: DeliveryPolicy
    let trimmer = Trimmer()
    private let transport: any WebhookTransport
    private let secrets: WebhookSecrets
    private let rules: WebhookURL.Rules
    private let guards: EndpointGuard
    private let clock: @Sendable () -> Int64

    /// - Parameter clock: microseconds since the Unix epoch.
    public init(
        transport: any WebhookTransport, secrets: WebhookSecrets, rules: WebhookURL.Rules,
        policy: DeliveryPolicy = DeliveryPolicy(), clock: @escaping @Sendable () -> Int64 = WallClock.microseconds
    ) {
        self.clock = clock
        self.transport = transport
        self.secrets = secrets
        self.rules = rules
        self.policy = policy
        guards = EndpointGuard(
            maximumInside: policy.concurrentPerEndpoint,
            breaker: CircuitBreaker.Settings(failures: policy.breakerFailures, openFor: policy.breakerPause))
    }

    public func makeDecoder() -> any RecordDecoder<WebhookMessage> { WebhookDecoder() }

    public func perform(_ call: Call) async -> WebhookOutcome {
        let now = clock()
        guard let key = DeliveryKey(call.key), let order = DeliveryOrder(call.body), order.isFresh(now: now) else {
            return .stale
        }
        // The rules of this process hold, whatever rules the announcement was held to.
        guard let url = try? WebhookURL(order.url, rules: rules) else {
            return .failed(code: "url_not_allowed", status: nil, retryAfter: .zero)
        }
        switch guards.enter(key.endpoint) {
        case .held(let code, let retryAfter): return .held(code: code, retryAfter: retryAfter)
        case .passes(let ticket):
            let outcome = WebhookOutcome(await transport.post(signed(order, key, url, now: now)))
            guards.leave(key.endpoint, ticket, outcome.breakerResult)
            return outcome
        }
    }

    private func signed(_ order: DeliveryOrder, _ key: DeliveryKey, _ url: WebhookURL, now: Int64) -> WebhookPost {
        let keys = order.generations(now: now).map { secrets.key(webhook: key.endpoint.description, generation: $0) }
        let id = key.delivery.description
        let timestamp = now / 1_000_000
        return WebhookPost(
            url: url, id: id, timestamp: timestamp,
            signature: WebhookSignature.text(id: id, timestamp: timestamp, body: order.body, keys: keys),
            body: order.body)
    }

    public func connector(of call: Call) -> String? { DeliveryKey(call.key).map { Self.connector(of: $0.endpoint) } }

    /// Calls are shared out by business, and each endpoint has a few at once.
    public func share(of call: Call) -> CallShare? {
        guard let key = DeliveryKey(call.key) else { return nil }
        let owner = DeliveryOrder.owner(of: call.body) ?? key.endpoint
        return CallShare(
            owner: owner.description, target: key.endpoint.description, maximum: policy.concurrentPerEndpoint)
    }

    /// What operators call an endpoint: `webhook/<id>`.
    public static func connector(of endpoint: PaymentID) -> String { "\(connectorPrefix)\(endpoint)" }
    public static let connectorPrefix = "webhook/"

    public func connectorStates() -> [ConnectorState] { guards.states() }

    public func ending(of outcome: WebhookOutcome) -> CallEnding { outcome.ending }
}
