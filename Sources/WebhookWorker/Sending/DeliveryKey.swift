import Payments

/// Names a delivery where only a text fits, such as a call's key: `<endpoint>/<payment or ->/<delivery>`.
public struct DeliveryKey: Sendable, Hashable {
    public let endpoint: PaymentID
    /// Nil: a ping.
    public let payment: PaymentID?
    public let delivery: PaymentID

    init(endpoint: PaymentID, payment: PaymentID?, delivery: PaymentID) {
        self.endpoint = endpoint
        self.payment = payment
        self.delivery = delivery
    }

    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let endpoint = PaymentID(String(parts[0])), let delivery = PaymentID(String(parts[2]))
        else { return nil }
        let payment = PaymentID(String(parts[1]))
        guard payment != nil || parts[1] == "-" else { return nil }
        self.init(endpoint: endpoint, payment: payment, delivery: delivery)
    }

    var text: String { "\(endpoint)/\(payment?.description ?? "-")/\(delivery)" }

    var thread: Thread? { payment.map { Thread(endpoint: endpoint, payment: $0) } }

    /// What stays in order: a payment as one endpoint is told of it.
    struct Thread: Hashable, Comparable {
        let endpoint: PaymentID
        let payment: PaymentID

        static func < (left: Thread, right: Thread) -> Bool {
            left.endpoint != right.endpoint ? left.endpoint < right.endpoint : left.payment < right.payment
        }
    }
}
