import Synchronization

/// Where the server listens, for those who wait for it.
final class BoundAddress: Sendable {
    private struct State {
        var known: String??
        var waiters: [CheckedContinuation<String?, Never>] = []
    }

    private let state = Mutex(State())

    func set(_ text: String?) {
        let waiters = state.withLock { state in
            state.known = .some(text)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: text) }
    }

    func value() async -> String? {
        await withCheckedContinuation { waiter in
            let known: String?? = state.withLock { state in
                if state.known == nil { state.waiters.append(waiter) }
                return state.known
            }
            if let known { waiter.resume(returning: known) }
        }
    }
}
