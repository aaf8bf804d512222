import Payments
import Webhooks

/// What an endpoint is to be told: a row of `delivery`. Times are microseconds since the Unix epoch.
struct Delivery {
    enum State: String, CaseIterable {
        /// For an earlier event of the same payment.
        case waiting
        /// A call is scheduled, or under way.
        case queued
        case delivered
        /// Given up: tried for long enough, or refused for good.
        case failed
        /// Not tried (any more), because its endpoint was disabled or deleted.
        case dropped

        var isFinal: Bool {
            switch self {
            case .waiting, .queued: false
            case .delivered, .failed, .dropped: true
            }
        }
    }

    let key: DeliveryKey
    let event: WebhookEvent
    let createdAt: Int64
    let body: [UInt8]
    var since: Int64
    var state = State.waiting
    var attempts: Int32 = 0
    var nextAt: Int64?
    var status: Int16?
    var code: String?

    var id: PaymentID { key.delivery }
    var isPing: Bool { event == .ping }
}
