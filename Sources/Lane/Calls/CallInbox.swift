import Kafka
import Synchronization

/// Outcomes of outside calls on their way back to the engine's thread.
final class CallInbox<Outcome: Sendable>: Sendable {
    struct Arrival: Sendable {
        let identity: CallIdentity
        let ticket: Int
        let call: Call
        let outcome: Outcome
        /// W3C trace context of the call itself.
        let traceparent: String?
    }

    private let arrivals = Mutex<[Arrival]>([])
    private let waker: Waker

    init(waker: Waker) { self.waker = waker }

    func put(_ arrival: Arrival) {
        let isFirst = arrivals.withLock { arrivals in
            arrivals.append(arrival)
            return arrivals.count == 1
        }
        if isFirst { waker.wake() }
    }

    func takeAll() -> [Arrival] {
        arrivals.withLock { arrivals in
            defer { arrivals = [] }
            return arrivals
        }
    }
}
