import Synchronization

/// Looks rows up by their key, for many callers with few statements: what is asked for while others are being answered
/// waits together, and is one statement's array.
///
/// Nothing is kept: a question goes into a statement that begins after it was asked, so an answer is never older than
/// its question. Two that ask for the same key at the same time share an answer.
public final class GatheredLookup<Key: Hashable & Sendable, Row: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<[Row], any Error>

    private struct State {
        var waiting: [Key: [Waiter]] = [:]
        var underWay = 0
    }

    private let pool: ConnectionPool
    private let statements: Int
    private let read: @Sendable (Connection, [Key]) throws -> [Key: [Row]]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - statements: how many at once at most; fewer of them gather more.
    ///   - read: the rows of each key; a key without rows may be left out.
    public init(
        pool: ConnectionPool, statements: Int = 2, read: @escaping @Sendable (Connection, [Key]) throws -> [Key: [Row]]
    ) {
        self.pool = pool
        self.statements = statements
        self.read = read
    }

    /// The most keys of one statement.
    private static var maximumKeys: Int { 1_000 }

    /// - Throws: what the statement throws, or `PoolOverloaded`.
    public func rows(_ key: Key) async throws -> [Row] {
        try await withCheckedThrowingContinuation { (waiter: Waiter) in
            let begins = state.withLock { state in
                state.waiting[key, default: []].append(waiter)
                guard state.underWay < statements else { return false }
                state.underWay += 1
                return true
            }
            if begins { Task { await answer() } }
        }
    }

    /// One statement after the other, until nobody waits.
    private func answer() async {
        while let waiters = take() {
            do {
                let keys = Array(waiters.keys)
                let found = try await pool.run { [read] connection in try read(connection, keys) }
                for (key, waiters) in waiters {
                    for waiter in waiters { waiter.resume(returning: found[key] ?? []) }
                }
            } catch {
                for waiter in waiters.values.joined() { waiter.resume(throwing: error) }
            }
        }
    }

    private func take() -> [Key: [Waiter]]? {
        state.withLock { (state: inout State) -> [Key: [Waiter]]? in
            guard !state.waiting.isEmpty else {
                state.underWay -= 1
                return nil
            }
            var some: [Key: [Waiter]] = [:]
            for (key, waiters) in state.waiting {
                if some.count == Self.maximumKeys { break }
                some[key] = waiters
            }
            for key in some.keys { state.waiting[key] = nil }
            return some
        }
    }
}
