import Identity
import Payments
import Postgres

/// Waits for payments to become final: one question for all that are waited for, every 20 ms while there are any.
actor PaymentWatch {
    /// Who waits: each wait counts for a person and for an address.
    enum Holder: Hashable, Sendable {
        case person(Identifier)
        case address(CountedAddress)
    }

    enum Outcome: Sendable {
        case final(PaymentRecord)
        /// It did not become final in time.
        case open
        /// Too many wait: nothing was waited for.
        case notWaited
    }

    private let readSide: ConnectionPool
    private let places: Places<Holder>
    private var waiters: [PaymentID: [UInt64: CheckedContinuation<PaymentRecord?, Never>]] = [:]
    private var lastTicket: UInt64 = 0
    private var isLooking = false

    /// - Parameters:
    ///   - most: waits at once.
    ///   - each: those of one person, and of one address, at the most.
    init(readSide: ConnectionPool, most: Int, each: Int) {
        self.readSide = readSide
        places = Places(total: most, each: each)
    }

    nonisolated var waiting: Int { places.taken }

    func final(_ payment: PaymentID, within seconds: Int, for holders: [Holder]) async -> Outcome {
        guard places.enter(holders) else { return .notWaited }
        defer { places.leave(holders) }
        return await wait(payment, seconds).map { .final($0) } ?? .open
    }

    private func wait(_ payment: PaymentID, _ seconds: Int) async -> PaymentRecord? {
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
