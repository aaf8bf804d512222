import CLibPQ

/// A transaction. Statements are queued by `send` and travel with the first reply that is read, or with the commit.
///
/// After an error nothing but `rollback` is left to do; everything else throws that error again. A transaction that is
/// dropped without an end is rolled back.
public final class Transaction {
    private let pipeline: Pipeline
    private let mode: TransactionMode
    private var state = State.fresh

    private enum State {
        /// The server knows nothing of it.
        case fresh
        case open
        case over
    }

    init(_ pipeline: Pipeline, mode: TransactionMode) {
        self.pipeline = pipeline
        self.mode = mode
        pipeline.hasTransaction = true
        pipeline.transactionFailure = nil
    }

    deinit {
        rollback()
    }

    /// Queues a statement.
    ///
    /// - Throws: `invalid_parameter` when a value cannot be sent (the transaction goes on), or the error that an
    ///   earlier statement met.
    @discardableResult
    public func send<S: Statement>(_ statement: S) throws(PostgresError) -> Reply<S> {
        try open()
        return Reply(try pipeline.queue(statement), pipeline)
    }

    /// Queues a statement and reads its rows: a round trip, together with all that was queued before.
    public func query<S: Statement>(_ statement: S) throws(PostgresError) -> [S.Row] {
        try send(statement).rows()
    }

    /// Lets the server begin with what is queued, without waiting for it.
    public func flush() throws(PostgresError) {
        guard state == .open else { return }
        try pipeline.flush()
    }

    /// Runs a script inside the transaction: at least one round trip of its own.
    ///
    /// - Parameter label: names the script in errors.
    public func execute(script: String, label: String = "script") throws(PostgresError) {
        try open()
        try pipeline.run(script: script, label: label)
        if pipeline.transactionStatus != PQTRANS_INTRANS {
            let error = PostgresError(.transactionState, statement: label, message: "the script ended the transaction")
            pipeline.transactionFailure = error
            throw error
        }
    }

    /// Commits, in one round trip with all that is still queued; without any when nothing was ever sent. The
    /// transaction is over afterwards, also when this throws.
    ///
    /// - Throws: the error of a statement that was queued, after which nothing is committed; `commit_unknown` when the
    ///   connection broke so that nobody here can tell.
    public func commit() throws(PostgresError) {
        if state == .fresh { return end() }
        do throws(PostgresError) {
            try open()
            let outcome = try queueCommit()
            pipeline.exchange()
            try Self.check(outcome)
            end()
        } catch {
            rollback()
            throw error
        }
    }

    /// Queueing may already send, so a connection that breaks here may have carried the COMMIT over.
    private func queueCommit() throws(PostgresError) -> Outcome {
        _ = try pipeline.open()
        do throws(PostgresError) {
            return try pipeline.queue(Commit())
        } catch {
            throw Self.unknown(error)
        }
    }

    /// Ends the transaction without a trace. Costs a round trip when anything was sent. Never throws: if the connection
    /// is broken, the server does the same by itself.
    public func rollback() {
        guard state != .over else { return }
        defer { end() }
        guard state == .open, pipeline.handle != nil else { return }
        // An error makes the server skip up to the next Sync, so ROLLBACK stands behind one.
        do throws(PostgresError) {
            if !pipeline.expected.isEmpty {
                try pipeline.queueSync()
            } else if pipeline.transactionStatus == PQTRANS_IDLE {
                return  // the server has ended it already: COMMIT itself failed
            }
            _ = try pipeline.queue(Rollback())
            pipeline.exchange()
        } catch {
            pipeline.close()
        }
        if pipeline.transactionStatus != PQTRANS_IDLE { pipeline.close() }
    }

    /// Makes sure that a statement can be queued, with BEGIN before the first.
    private func open() throws(PostgresError) {
        switch state {
        case .fresh:
            state = .open
            try pipeline.queueBegin(mode)
        case .open:
            if let failure = pipeline.transactionFailure { throw failure }
        case .over:
            throw PostgresError(.misuse, message: "the transaction is over")
        }
    }

    private static func check(_ commit: Outcome) throws(PostgresError) {
        if let failure = commit.failure { throw commit.isCertain ? failure : unknown(failure) }
        // The server answers COMMIT of a failed transaction by a ROLLBACK that succeeds.
        let tag = commit.result.flatMap { PQcmdStatus($0) }.map { String(cString: $0) } ?? ""
        guard tag == "COMMIT" else {
            throw PostgresError(.transactionState, statement: "Commit", message: "COMMIT was answered by \(tag)")
        }
    }

    private static func unknown(_ error: PostgresError) -> PostgresError {
        var unknown = error
        unknown.code = .commitUnknown
        return unknown
    }

    private func end() {
        state = .over
        pipeline.hasTransaction = false
        pipeline.transactionFailure = nil
    }
}
