import Payments

/// The orders of the last few thousand lines, to tell repetitions from new payments. A workload repeats nothing older.
struct RecentOrders {
    enum Verdict: Equatable {
        case first
        case duplicate
        case conflict
    }

    private static let capacity = 4096
    private var orders: [PaymentID: PaymentOrder] = [:]
    private var ring: [PaymentID] = []
    private var position = 0

    mutating func remember(_ order: PaymentOrder) -> Verdict {
        if let first = orders[order.id] { return first == order ? .duplicate : .conflict }
        if ring.count < RecentOrders.capacity {
            ring.append(order.id)
        } else {
            orders[ring[position]] = nil
            ring[position] = order.id
            position = (position + 1) % RecentOrders.capacity
        }
        orders[order.id] = order
        return .first
    }
}
