import Payments
import Postgres

/// Waits for payments to become final: one question for all that are waited for, every 20 ms while there are any.
actor PaymentWatch {
    private let readSide: ConnectionPool
    private var waiters: [PaymentID: [UInt64: CheckedContinuation<PaymentRecord?, Never>]] = [:]
    private var lastTicket: UInt64 = 0
    private var isLooking = false

    init(readSide: ConnectionPool) {
        self.readSide = readSide
    }

    /// Nil when it did not become final in time.
    func final(_ payment: PaymentID, within seconds: Int) async -> PaymentRecord? {
        lastTicket += 1
        let ticket = lastTicket
        let clock = Task {
            try? await Task.sleep(for: .seconds(seconds))
            if !Task.isCancelled { giveUp(payment, ticket) }
        }
        defer { clock.cancel() }
        return await withCheckedContinuation { waiter in
            waiters[payment, default: [:]][ticket] = waiter
            if !isLooking {
                isLooking = true
                Task { await look() }
            }
        }
    }

    private func giveUp(_ payment: PaymentID, _ ticket: UInt64) {
        waiters[payment]?.removeValue(forKey: ticket)?.resume(returning: nil)
        if waiters[payment]?.isEmpty == true { waiters[payment] = nil }
    }

    private func look() async {
        while !waiters.isEmpty {
            // A database that is away is waited for like a payment that is under way.
            let found = (try? await readSide.query(ReadPayments(ids: Array(waiters.keys)))) ?? []
            for record in found where record.isFinal {
                for waiter in waiters.removeValue(forKey: record.id)?.values ?? [:].values {
                    waiter.resume(returning: record)
                }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        isLooking = false
    }
}
