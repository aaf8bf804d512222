import CLibPQ
import Glibc

extension Pipeline {
    /// One round trip: ends the queue with a Sync, sends what is not sent yet and reads every answer. Afterwards no
    /// outcome is waiting; a broken connection shows as `connection_lost` in all that were.
    func exchange() {
        guard !expected.isEmpty else { return }
        do throws(PostgresError) {
            try queueSync()
            roundTrips += 1
            try readAnswers()
        } catch {
            // giveUp has told every outcome.
        }
    }

    private func readAnswers() throws(PostgresError) {
        let deadline = answerDeadline()
        /// The first failure since the last Sync: the server skips what follows, and it is the reason for that.
        var cause: PostgresError?
        var read = 0
        while read < expected.count {
            let answer = try nextAnswer(deadline)
            switch expected[read] {
            case .sync:
                defer { PQclear(answer) }
                guard PQresultStatus(answer) == PGRES_PIPELINE_SYNC else { throw giveUp(reason: "no sync where due") }
                cause = nil
            case .prepare(let statement):
                defer { PQclear(answer) }
                if let error = failure(of: answer, statement, cause) {
                    forget(statement)
                    try note(error, &cause, answer)
                }
                try endOfAnswer(deadline)
            case .execute(let outcome):
                if let error = failure(of: answer, outcome.prepared, cause) {
                    defer { PQclear(answer) }
                    if error.code == .staleStatement { forget(outcome.prepared) }
                    outcome.fail(with: error, isCertain: !endsSession(answer))
                    try note(error, &cause, answer)
                } else {
                    outcome.succeed(with: answer)
                }
                try endOfAnswer(deadline)
            }
            read += 1
        }
        expected.removeAll(keepingCapacity: true)
    }

    /// Remembers the first error. One that ends the session ends the reading too.
    private func note(
        _ error: PostgresError, _ cause: inout PostgresError?, _ answer: OpaquePointer
    ) throws(PostgresError) {
        if cause == nil { cause = error }
        if transactionFailure == nil, hasTransaction { transactionFailure = error }
        if endsSession(answer) {
            // The server ended at this statement: those behind it never ran.
            abandon(with: error, isCertain: true)
            throw error
        }
    }

    private func endsSession(_ answer: OpaquePointer) -> Bool {
        PQresultStatus(answer) == PGRES_FATAL_ERROR && PostgresError.endsSession(answer)
    }

    private func failure(
        of answer: OpaquePointer, _ statement: PreparedStatement, _ cause: PostgresError?
    ) -> PostgresError? {
        switch PQresultStatus(answer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            return nil
        case PGRES_PIPELINE_ABORTED:
            return cause
                ?? PostgresError(.protocolViolation, statement: statement.label, message: "skipped without cause")
        case PGRES_FATAL_ERROR:
            return PostgresError(
                result: answer, statement: statement.label, cancelRequested: canceller.takeRequest())
        default:
            let status = String(cString: PQresStatus(PQresultStatus(answer)))
            return PostgresError(.protocolViolation, statement: statement.label, message: "unexpected \(status)")
        }
    }

    // MARK: Reading

    /// The server limits each statement itself. This is for one that no longer answers at all.
    private func answerDeadline() -> ContinuousClock.Instant? {
        guard let answerTimeout else { return nil }
        return ContinuousClock.now + answerTimeout * max(expected.count, 1) + networkTimeout
    }

    private func nextAnswer(_ deadline: ContinuousClock.Instant?) throws(PostgresError) -> OpaquePointer {
        guard let answer = try nextResult(deadline) else { throw giveUp() }
        return answer
    }

    /// libpq ends the results of each statement with a null.
    private func endOfAnswer(_ deadline: ContinuousClock.Instant?) throws(PostgresError) {
        if let surplus = try nextResult(deadline) {
            PQclear(surplus)
            throw giveUp(reason: "more results than statements")
        }
    }

    /// The next result, waiting for it, while also sending what the network did not take yet: a server that is blocked
    /// in sending to us would otherwise never read on.
    func nextResult(_ deadline: ContinuousClock.Instant?) throws(PostgresError) -> OpaquePointer? {
        let handle = try open()
        while PQisBusy(handle) == 1 {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw giveUp() }
            let events = Int16(unsent == 1 ? POLLIN | POLLOUT : POLLIN)
            guard Wait.until(PQsocket(handle), events, deadline) else { throw giveUp(reason: "no answer in time") }
            guard PQconsumeInput(handle) == 1 else { throw giveUp() }
        }
        return PQgetResult(handle)
    }
}
