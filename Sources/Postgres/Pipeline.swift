import CLibPQ
import Glibc

/// The connection in libpq's pipeline mode: statements are queued, and one exchange sends and reads them all.
///
/// Every exchange ends with a Sync. Only then does the server count the session as idle in its transaction, so that its
/// idle time-out holds between our round trips. A Sync does not commit anything inside BEGIN ... COMMIT.
///
/// Used by one thread at a time, like the connection it belongs to.
final class Pipeline {
    private(set) var handle: OpaquePointer?
    let canceller: Canceller
    let notices: Notices
    /// How long one statement may take before the silent server is given up; nil for ever.
    var answerTimeout: Duration?
    /// What the network may take on top of that.
    var networkTimeout = Duration.seconds(10)
    var roundTrips = 0
    /// Set while a `Transaction` is open on this connection.
    var hasTransaction = false
    /// The first thing that went wrong since the transaction began. The server ignores everything after it.
    var transactionFailure: PostgresError?

    private var parameters = Parameters()
    private var pointers: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var prepared: [ObjectIdentifier: PreparedStatement] = [:]
    private var preparedCount = 0
    var expected: [Expected] = []

    /// What the server answers, in order.
    enum Expected {
        case prepare(PreparedStatement)
        case execute(Outcome)
        case sync
    }

    init(handle: OpaquePointer, notices: Notices) {
        self.handle = handle
        self.notices = notices
        canceller = Canceller(connection: handle)
    }

    deinit {
        close()
    }

    func close() {
        PQfinish(handle)
        handle = nil
        expected.removeAll()
        prepared.removeAll()
    }

    /// The open connection.
    func open(for statement: String = "") throws(PostgresError) -> OpaquePointer {
        guard let handle else { throw PostgresError(.connectionLost, statement: statement, message: "it is closed") }
        return handle
    }

    // MARK: Queueing

    /// Queues one execution, and before it the preparation if this connection has not seen the type yet.
    func queue<S: Statement>(_ statement: S) throws(PostgresError) -> Outcome {
        let handle = try open()
        parameters.removeAll()
        statement.bind(&parameters)
        if let refusal = parameters.refusal {
            throw PostgresError(.invalidParameter, statement: String(describing: S.self), message: refusal)
        }
        let prepared = try prepare(S.self, on: handle)
        let outcome = Outcome(prepared)
        try send(prepared, on: handle)
        parameters.removeAll()
        expected.append(.execute(outcome))
        return outcome
    }

    private func prepare<S: Statement>(_: S.Type, on handle: OpaquePointer) throws(PostgresError) -> PreparedStatement {
        let key = ObjectIdentifier(S.self)
        if let known = prepared[key] {
            guard parameters.matches(known.parameterOIDs) else {
                throw PostgresError(.misuse, statement: known.label, message: "parameter types have changed")
            }
            return known
        }
        preparedCount += 1
        let statement = PreparedStatement(
            key: key, label: String(describing: S.self), number: preparedCount, parameterOIDs: parameters.oids)
        let sent = PQsendPrepare(
            handle, statement.name, S.sql, Int32(statement.parameterOIDs.count), statement.parameterOIDs)
        guard sent == 1 else { throw giveUp(statement.label) }
        prepared[key] = statement
        expected.append(.prepare(statement))
        return statement
    }

    private func send(_ statement: PreparedStatement, on handle: OpaquePointer) throws(PostgresError) {
        parameters.describe(&pointers, &lengths)
        while formats.count < lengths.count { formats.append(1) }
        let sent = PQsendQueryPrepared(
            handle, statement.name, Int32(lengths.count), pointers, lengths, formats, 1)
        guard sent == 1 else { throw giveUp(statement.label) }
    }

    /// Forgets a statement, so that its next use prepares it anew, under another name.
    func forget(_ statement: PreparedStatement) {
        if prepared[statement.key] === statement { prepared[statement.key] = nil }
    }

    /// Marks the place up to which an error makes the server skip.
    func queueSync() throws(PostgresError) {
        guard PQpipelineSync(try open()) == 1 else { throw giveUp() }
        expected.append(.sync)
    }

    /// Hands what is queued to the network without waiting for it.
    func flush() throws(PostgresError) {
        guard PQflush(try open()) >= 0 else { throw giveUp() }
    }

    /// Closes a connection that no longer works and says why it does not.
    func giveUp(_ statement: String = "", reason: String? = nil) -> PostgresError {
        guard let handle else { return PostgresError(.connectionLost, statement: statement, message: "it is closed") }
        let message = reason ?? String(cString: PQerrorMessage(handle))
        let error = PostgresError(.connectionLost, statement: statement, message: message)
        abandon(with: error, isCertain: false)
        if transactionFailure == nil { transactionFailure = error }
        return error
    }

    /// Closes, and tells all who wait why.
    func abandon(with error: PostgresError, isCertain: Bool) {
        let waiting = expected
        close()
        for case .execute(let outcome) in waiting where outcome.isWaiting {
            outcome.fail(with: error, isCertain: isCertain)
        }
    }
}
