import CLibPQ

/// A connection to PostgreSQL, for one thread at a time. Calls block their thread until the server has answered.
///
/// Statements are prepared once per connection, and everything between two reads of rows travels together:
///
///     let transaction = try connection.begin()
///     let claimed = try transaction.send(ClaimLane(...))     // nothing is sent yet
///     let accounts = try transaction.send(LockAccounts(...))
///     for account in try accounts.rows() { ... }             // one round trip for BEGIN and both
///     try transaction.send(PostEntries(...))
///     try transaction.commit()                               // one more
public final class Connection {
    let pipeline: Pipeline
    /// The name of the database it is connected to.
    public let database: String

    private init(_ pipeline: Pipeline, database: String) {
        self.pipeline = pipeline
        self.database = database
    }

    /// Connects and sets the session's limits.
    ///
    /// - Throws: `connect_failed`, `authentication_failed`, `invalid_configuration`, `unsupported_server`, or what the
    ///   server said to a setting.
    public static func open(_ configuration: ConnectionConfiguration) throws(PostgresError) -> Connection {
        let notices = Notices(logger: configuration.logger)
        let handle = try Dial.open(configuration, notices: notices)
        let pipeline = Pipeline(handle: handle, notices: notices)
        let connection = Connection(pipeline, database: String(cString: PQdb(handle)))
        if configuration.statementTimeout > .zero, configuration.connectTimeout > .zero {
            pipeline.answerTimeout = configuration.statementTimeout
            pipeline.networkTimeout = configuration.connectTimeout
        }
        _ = try connection.query(ApplySettings(settings: configuration.sessionSettings))
        pipeline.roundTrips = 0
        return connection
    }

    /// Begins a transaction. Nothing is sent before its first statement is.
    ///
    /// - Throws: `misuse` while another transaction is open on this connection, `connection_lost`.
    public func begin(_ mode: TransactionMode = .readCommitted) throws(PostgresError) -> Transaction {
        _ = try pipeline.open()
        try refuseInsideTransaction()
        return Transaction(pipeline, mode: mode)
    }

    /// Runs one statement in a transaction of its own: one round trip.
    public func query<S: Statement>(_ statement: S) throws(PostgresError) -> [S.Row] {
        try refuseInsideTransaction()
        let reply = Reply<S>(try pipeline.queue(statement), pipeline)
        return try reply.rows()
    }

    /// Runs one statement in a transaction of its own and counts the rows it changed or returned.
    @discardableResult
    public func execute<S: Statement>(_ statement: S) throws(PostgresError) -> Int {
        try refuseInsideTransaction()
        let reply = Reply<S>(try pipeline.queue(statement), pipeline)
        return try reply.affectedRows()
    }

    /// Runs a script: any number of statements without parameters, in one transaction unless it says otherwise. Rows it
    /// returns are dropped. There is no time limit on this side.
    ///
    /// - Throws: the first error; `transaction_state` when the script leaves a transaction open, which is then undone.
    public func execute(script: String) throws(PostgresError) {
        try refuseInsideTransaction()
        let label = "script"
        var failure: PostgresError?
        do throws(PostgresError) {
            try pipeline.run(script: script, label: label)
        } catch {
            failure = error
        }
        if isUsable, pipeline.transactionStatus != PQTRANS_IDLE {
            try pipeline.run(script: "ROLLBACK", label: label)
            failure =
                failure ?? PostgresError(.transactionState, statement: label, message: "a transaction is left open")
        }
        if let failure { throw failure }
    }

    private func refuseInsideTransaction() throws(PostgresError) {
        if pipeline.hasTransaction { throw PostgresError(.misuse, message: "a transaction is open on this connection") }
    }

    /// Cancels from another thread what this connection is doing.
    public var canceller: Canceller { pipeline.canceller }

    /// Round trips since the connection was opened.
    public var roundTrips: Int { pipeline.roundTrips }

    /// False once the connection is closed or broken. A server that went away is noticed at the next use only.
    public var isUsable: Bool { pipeline.handle != nil }

    /// Closes the connection; an open transaction is rolled back by the server. May be called twice.
    public func close() {
        pipeline.close()
    }
}

private struct ApplySettings: Statement {
    static let sql = "SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS s (name, value)"
    let settings: [(name: String, value: String)]

    func bind(_ p: inout Parameters) {
        p.append(settings.map(\.name))
        p.append(settings.map(\.value))
    }
}
