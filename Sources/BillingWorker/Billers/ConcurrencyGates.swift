import Metrics
import Synchronization

/// Bounds how many calls an endpoint has at once; the others wait in line, so a slow biller holds up nobody else.
package final class ConcurrencyGates: Sendable {
    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct Gate {
        var inside = 0
        var waiters: [Waiter] = []
    }

    private struct State {
        var gates: [String: Gate] = [:]
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())
    private let maximumInside: Int
    private let maximumWaiting: Int
    private let inside = Meter(
        label: "giro_biller_calls", dimensions: [("worker", "billing"), ("state", "inside")])
    private let waiting = Meter(
        label: "giro_biller_calls", dimensions: [("worker", "billing"), ("state", "waiting")])

    package init(maximumInside: Int, maximumWaiting: Int) {
        self.maximumInside = maximumInside
        self.maximumWaiting = maximumWaiting
    }

    /// False when too many wait already or the task was cancelled meanwhile. After true, `leave` must follow.
    package func enter(_ endpoint: String) async -> Bool {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = join(endpoint, Waiter(id: id, continuation: continuation))
                if let answer { continuation.resume(returning: answer) }
                // Cancelled before it stood in line: the handler found nobody.
                if Task.isCancelled { abandon(endpoint, id) }
            }
        } onCancel: {
            abandon(endpoint, id)
        }
    }

    package func leave(_ endpoint: String) {
        let next: Waiter? = state.withLock { state in
            guard var gate = state.gates[endpoint] else { return nil }
            defer { state.gates[endpoint] = gate.inside == 0 ? nil : gate }
            if gate.waiters.isEmpty {
                gate.inside -= 1
                inside.decrement(by: 1)
                return nil
            }
            // The place is handed on.
            waiting.decrement(by: 1)
            return gate.waiters.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }

    /// Nil: it has to wait.
    private func join(_ endpoint: String, _ waiter: Waiter) -> Bool? {
        state.withLock { state in
            var gate = state.gates[endpoint] ?? Gate()
            defer { if gate.inside > 0 { state.gates[endpoint] = gate } }
            if gate.inside < maximumInside {
                gate.inside += 1
                inside.increment(by: 1)
                return true
            }
            guard gate.waiters.count < maximumWaiting else { return false }
            gate.waiters.append(waiter)
            waiting.increment(by: 1)
            return nil
        }
    }

    private func abandon(_ endpoint: String, _ id: UInt64) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.gates[endpoint]?.waiters.firstIndex(where: { $0.id == id }) else { return nil }
            waiting.decrement(by: 1)
            return state.gates[endpoint]?.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }
}
