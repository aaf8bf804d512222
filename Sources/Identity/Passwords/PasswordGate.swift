import Dispatch
import Synchronization

/// Lets a few closures run at once, each on a thread that may be busy, and refuses what would wait too long.
final class PasswordGate: Sendable {
    private let queue: [DispatchQueue]
    private let maximum: Int
    private let state = Mutex((underWay: 0, next: 0))

    init(concurrent: Int, maximumWaiting: Int) {
        queue = (0..<concurrent).map { DispatchQueue(label: "giro.passwords.\($0)") }
        maximum = concurrent + maximumWaiting
    }

    func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws -> Result {
        let place: Int? = state.withLock { state in
            guard state.underWay < maximum else { return nil }
            state.underWay += 1
            state.next = (state.next + 1) % queue.count
            return state.next
        }
        guard let place else { throw PasswordsOverloaded() }
        defer { state.withLock { $0.underWay -= 1 } }
        return await withCheckedContinuation { waiter in
            queue[place].async { waiter.resume(returning: body()) }
        }
    }
}
