import Synchronization

/// What there is only so much of at once (requests under way, connections, waits), shared out fairly.
///
/// One holder may have as many places as are free, and never more than `each`: of 1,000 places the first one gets 500
/// at the most, and there is room for the next caller. So one caller at its limit shuts no other out.
package final class Places<Holder: Hashable & Sendable>: Sendable {
    private struct State {
        var taken = 0
        var holders: [Holder: Int] = [:]
    }

    package let total: Int
    private let each: Int
    private let state = Mutex(State())

    package init(total: Int, each: Int = .max) {
        self.total = total
        self.each = each
    }

    package var taken: Int { state.withLock { $0.taken } }

    /// Takes a place in the name of all the holders, or says that one of them, or everybody, has enough.
    package func enter(_ holders: [Holder]) -> Bool {
        state.withLock { state in
            let free = total - state.taken
            guard free > 0, holders.allSatisfy({ mayTake(state.holders[$0] ?? 0, free) }) else { return false }
            state.taken += 1
            for holder in holders { state.holders[holder, default: 0] += 1 }
            return true
        }
    }

    /// After an `enter` that was granted, with the same holders.
    package func leave(_ holders: [Holder]) {
        state.withLock { state in
            state.taken -= 1
            for holder in holders {
                let left = (state.holders[holder] ?? 0) - 1
                state.holders[holder] = left > 0 ? left : nil
            }
        }
    }

    private func mayTake(_ own: Int, _ free: Int) -> Bool { own == 0 || (own < each && own < free) }
}
