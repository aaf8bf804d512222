import Messages
import Payments
import Webhooks

/// An endpoint: a row of `endpoint`. Times are microseconds since the Unix epoch.
struct Endpoint {
    enum Disabling: String {
        /// Nothing but failures for too long.
        case failing
        /// It answered 410.
        case gone
    }

    let id: PaymentID
    let generation: Int32
    /// When the secrets before this one end, the newest of them first.
    let formerSecrets: [Int64]
    /// Whose it is, or what stands for that: whose calls are counted together.
    let owner: PaymentID
    let state: WebhookUpdated.State
    let url: String
    let events: [String]
    var failingSince: Int64?
    var disabledAt: Int64?
    var disabledWhy: Disabling?

    /// Whether it is told anything.
    var isOpen: Bool { state == .enabled && disabledAt == nil }

    func wants(_ event: WebhookEvent) -> Bool { events.contains(event.rawValue) }

    /// Why deliveries to it are dropped.
    var closedCode: String { state == .deleted ? "endpoint_deleted" : "endpoint_disabled" }
}
