import Synchronization

/// Looks rows up by their key, for many callers with few statements: what is asked for while others are being answered
/// waits together, and is one statement's array.
///
/// Nothing is kept: a question goes into a statement that begins after it was asked, so an answer is never older than
/// its question. Two that ask for the same key at the same time share an answer.
public final class GatheredLookup<Key: Hashable & Sendable, Row: Sendable>: Sendable {
    private typealias Waiter = @Sendable (Result<[Row], any Error>) -> Void

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
        try await withCheckedThrowingContinuation { waiter in ask(key) { waiter.resume(with: $0) } }
    }

    /// Asks two look-ups at once and waits once, for both.
    public func rows<OtherKey, OtherRow>(
        _ key: Key, and otherKey: OtherKey, of other: GatheredLookup<OtherKey, OtherRow>
    ) async throws -> ([Row], [OtherRow]) {
        try await withCheckedThrowingContinuation { waiter in
            let both = Both<[Row], [OtherRow]> { waiter.resume(with: $0) }
            ask(key) { both.set(first: $0) }
            other.ask(otherKey) { both.set(second: $0) }
        }
    }

    private func ask(_ key: Key, _ waiter: @escaping Waiter) {
        let begins = state.withLock { state in
            state.waiting[key, default: []].append(waiter)
            guard state.underWay < statements else { return false }
            state.underWay += 1
            return true
        }
        if begins { Task { await answer() } }
    }

    /// One statement after the other, until nobody waits.
    private func answer() async {
        while let waiters = take() {
            do {
                let keys = Array(waiters.keys)
                let found = try await pool.run { [read] connection in try read(connection, keys) }
                for (key, waiters) in waiters {
                    for waiter in waiters { waiter(.success(found[key] ?? [])) }
                }
            } catch {
                for waiter in waiters.values.joined() { waiter(.failure(error)) }
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

/// Two results that come in any order, handed on together.
private final class Both<First: Sendable, Second: Sendable>: Sendable {
    typealias Outcome = Result<(First, Second), any Error>

    private let results = Mutex<(first: Result<First, any Error>?, second: Result<Second, any Error>?)>((nil, nil))
    private let onOutcome: @Sendable (Outcome) -> Void

    init(_ onOutcome: @escaping @Sendable (Outcome) -> Void) { self.onOutcome = onOutcome }

    func set(first: Result<First, any Error>) { set { $0.first = first } }
    func set(second: Result<Second, any Error>) { set { $0.second = second } }

    private func set(
        _ change: (inout sending (first: Result<First, any Error>?, second: Result<Second, any Error>?)) -> Void
    ) {
        let outcome = results.withLock { results -> Outcome? in
            change(&results)
            guard let first = results.first, let second = results.second else { return nil }
            return Outcome { (try first.get(), try second.get()) }
        }
        if let outcome { onOutcome(outcome) }
    }
}
