import CLibPQ
import Synchronization

/// Cancels whatever its connection is doing, from any thread. The statement then fails with `cancelled`.
///
/// Made once per connection and usable as long as somebody holds it, also after the connection is closed. A request
/// that arrives when the statement is over already hits the next one or nothing: PostgreSQL cannot tell.
///
/// `@unchecked` because of the pointer: a `PGcancel` never changes, and `PQcancel` is safe from any thread.
public final class Canceller: @unchecked Sendable {
    private let handle: OpaquePointer?
    private let requested = Atomic(false)

    init(connection: OpaquePointer) {
        handle = PQgetCancel(connection)
    }

    deinit {
        PQfreeCancel(handle)
    }

    /// Asks the server, over a connection of its own, and returns when the request is delivered.
    ///
    /// - Returns: whether it was; false when the server cannot be reached or the connection never was open.
    @discardableResult
    public func cancel() -> Bool {
        guard let handle else { return false }
        requested.store(true, ordering: .relaxed)
        var reason = [CChar](repeating: 0, count: 256)
        return PQcancel(handle, &reason, Int32(reason.count)) == 1
    }

    /// Whether somebody asked since this was last called.
    func takeRequest() -> Bool {
        requested.exchange(false, ordering: .relaxed)
    }
}
