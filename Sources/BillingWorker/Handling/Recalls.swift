import Payments
import Synchronization

/// Payments that were cancelled while their calls waited for their turn in this process: they are not ordered then.
///
/// Only a hint, and lost with the process. What it misses was ordered, and its result decides.
final class Recalls: Sendable {
    private let payments = Mutex<Set<PaymentID>>([])
    /// More are not remembered.
    private static let capacity = 10_000

    func add(_ recalled: Set<PaymentID>) {
        payments.withLock { if $0.count < Self.capacity { $0.formUnion(recalled) } }
    }

    func remove(_ ended: [PaymentID]) {
        payments.withLock { if !$0.isEmpty { $0.subtract(ended) } }
    }

    func contains(_ payment: PaymentID) -> Bool { payments.withLock { $0.contains(payment) } }
}
