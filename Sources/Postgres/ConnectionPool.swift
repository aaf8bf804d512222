import Synchronization

/// Some connections for callers that must not block: each has a thread of its own, and work waits in one queue.
///
/// Connections are opened when work comes, and again after one broke. Work that met a broken connection is tried once
/// more on a new one, unless its commit may have happened; so it should be harmless to repeat.
public final class ConnectionPool: Sendable {
    private let configuration: ConnectionConfiguration
    private let queue: PoolQueue
    private let connections: Int
    private let busy: BusyCount

    private final class BusyCount: Sendable {
        let value = Atomic(0)
    }

    /// - Parameters:
    ///   - connections: how many at most; as many threads.
    ///   - maximumWaiting: work beyond this is refused at once.
    public init(_ configuration: ConnectionConfiguration, connections: Int, maximumWaiting: Int) {
        self.configuration = configuration
        self.connections = connections
        queue = PoolQueue(maximumWaiting: maximumWaiting)
        busy = BusyCount()
        for _ in 0..<connections {
            startPoolThread { [configuration, queue, busy] in
                var connection: Connection?
                while let work = queue.next() {
                    busy.value.wrappingAdd(1, ordering: .relaxed)
                    work(&connection, configuration)
                    busy.value.wrappingSubtract(1, ordering: .relaxed)
                }
                connection?.close()
            }
        }
    }

    deinit { queue.close() }

    /// Connections at work, work that waits for one, and the most connections there can be.
    public var load: (busy: Int, waiting: Int, connections: Int) {
        (busy.value.load(ordering: .relaxed), queue.waiting, connections)
    }

    /// No more work is taken; what waits is still done.
    public func close() { queue.close() }

    /// Runs `body` with a connection, on the connection's thread.
    ///
    /// - Throws: what `body` throws, a `PostgresError`, or `PoolOverloaded`.
    public func run<Result: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { (waiter: CheckedContinuation<Result, any Error>) in
            let isTaken = queue.add { connection, configuration in
                waiter.resume(with: Self.attempt(&connection, configuration, body))
            }
            if !isTaken { waiter.resume(throwing: PoolOverloaded()) }
        }
    }

    /// Runs one statement.
    public func query<S: Statement & Sendable>(_ statement: S) async throws -> [S.Row] where S.Row: Sendable {
        try await run { try $0.query(statement) }
    }

    private static func attempt<Result>(
        _ connection: inout Connection?, _ configuration: ConnectionConfiguration,
        _ body: (Connection) throws -> Result
    ) -> Swift.Result<Result, any Error> {
        let wasOpen = connection?.isUsable == true
        let first = tryOnce(&connection, configuration, body)
        guard wasOpen, connection?.isUsable != true, case .failure(let error as PostgresError) = first,
            error.code != .commitUnknown, error.isTransient
        else { return first }
        return tryOnce(&connection, configuration, body)
    }

    private static func tryOnce<Result>(
        _ connection: inout Connection?, _ configuration: ConnectionConfiguration,
        _ body: (Connection) throws -> Result
    ) -> Swift.Result<Result, any Error> {
        Swift.Result {
            if connection?.isUsable != true { connection = try Connection.open(configuration) }
            guard let connection else { throw PostgresError(.connectionLost) }
            return try body(connection)
        }
    }
}

/// More work waits than the pool may hold. Trying later helps.
public struct PoolOverloaded: Error, Sendable {
    public init() {}
    /// Stable.
    public var code: String { "overloaded" }
    public var isTransient: Bool { true }
}

extension Connection {
    /// Runs `body` in a transaction, which is committed when it returns and undone when it throws.
    public func transaction<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
        let transaction = try begin()
        do {
            let result = try body(transaction)
            try transaction.commit()
            return result
        } catch {
            transaction.rollback()
            throw error
        }
    }
}
