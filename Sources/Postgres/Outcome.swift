import CLibPQ

/// What became of one queued statement: waiting, then a result or a failure. It owns the `PGresult`.
final class Outcome {
    let prepared: PreparedStatement
    private(set) var result: OpaquePointer?
    private(set) var failure: PostgresError?
    /// Whether the server said what became of it: it ran, failed or was skipped. Not so when the connection broke.
    private(set) var isCertain = true

    init(_ prepared: PreparedStatement) {
        self.prepared = prepared
    }

    deinit {
        PQclear(result)
    }

    var isWaiting: Bool { result == nil && failure == nil }

    func succeed(with result: OpaquePointer) {
        self.result = result
    }

    func fail(with error: PostgresError, isCertain: Bool) {
        failure = error
        self.isCertain = isCertain
    }
}
