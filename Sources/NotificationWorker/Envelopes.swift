import Synchronization

/// Envelopes on their way from the handler, which may read the address book, to `perform`, which may not.
///
/// Addresses are never in a call's body, which would put them into the timer table. So an envelope lives only in
/// memory, and whoever finds none (after a crash, a take-over, a long wait) answers `unaddressed`; the handler then
/// makes it anew.
final class Envelopes: Sendable {
    /// An address older than this may have changed since: it is read again.
    static let lifetimeMicroseconds: Int64 = 60_000_000
    /// How long a mail waits for which there was no room.
    static let waitMicroseconds: Int64 = 2_000_000

    private struct State {
        var waiting: [String: Envelope] = [:]
        /// When the expired ones were last looked for: a full house is not searched for every guest.
        var sweptAt: Int64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// False when there is no room. Those already in stay, so that a long queue still moves.
    func put(_ envelope: Envelope, key: String, now: Int64) -> Bool {
        state.withLock { state in
            if state.waiting.count >= capacity, now - state.sweptAt > Self.lifetimeMicroseconds / 60 {
                state.waiting = state.waiting.filter { now - $0.value.madeAt < Self.lifetimeMicroseconds }
                state.sweptAt = now
            }
            guard state.waiting.count < capacity || state.waiting[key] != nil else { return false }
            state.waiting[key] = envelope
            return true
        }
    }

    func take(key: String, now: Int64) -> Envelope? {
        let envelope = state.withLock { $0.waiting.removeValue(forKey: key) }
        guard let envelope, now - envelope.madeAt < Self.lifetimeMicroseconds else { return nil }
        return envelope
    }
}
