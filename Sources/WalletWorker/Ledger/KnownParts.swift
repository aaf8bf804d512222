import Synchronization

/// The parts whose rows are known to exist, so that only a lane's first batches ask for them to be made.
///
/// A part enters when a transaction finds that somebody else has made it before, never when a transaction makes it
/// itself: that one may still be rolled back.
final class KnownParts: Sendable {
    private let parts = Mutex<Set<Part>>([])

    /// Those of `wanted` that are not known to exist.
    func unknown(of wanted: Set<Part>) -> [Part] {
        parts.withLock { known in wanted.filter { !known.contains($0) } }
    }

    func insert(_ found: [Part]) {
        parts.withLock { $0.formUnion(found) }
    }

    /// Forgets parts whose rows have gone: the database was put back to an earlier state.
    func remove(_ lost: [Part]) {
        parts.withLock { $0.subtract(lost) }
    }
}
