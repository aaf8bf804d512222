import CLibPQ

extension Pipeline {
    /// Runs a script of many statements by the simple protocol, for which libpq has to leave pipeline mode.
    ///
    /// - Parameter label: names the script in errors.
    func run(script: String, label: String) throws(PostgresError) {
        exchange()
        if let transactionFailure { throw transactionFailure }
        let handle = try open(for: label)
        if script.utf8.contains(0) { throw PostgresError(.invalidParameter, statement: label, message: "it has a NUL") }
        guard PQexitPipelineMode(handle) == 1, PQsendQuery(handle, script) == 1 else { throw giveUp(label) }
        roundTrips += 1
        var first: PostgresError?
        while let result = try nextResult(nil) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                break
            case PGRES_FATAL_ERROR:
                let error = PostgresError(result: result, statement: label, cancelRequested: canceller.takeRequest())
                first = first ?? error
                if PostgresError.endsSession(result) {
                    close()
                    throw error
                }
            default:  // COPY: there is nobody to talk to
                throw giveUp(label, reason: "a script cannot copy from or to the client")
            }
        }
        guard PQenterPipelineMode(handle) == 1 else { throw giveUp(label) }
        if let first {
            if hasTransaction { transactionFailure = first }
            throw first
        }
    }

    /// Where the server's transaction stands, as of the last answer.
    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(handle) }
}
