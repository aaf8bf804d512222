import CLibPQ

/// The answer to one statement of a transaction. It can be read once the server has answered, which reading brings
/// about: everything queued so far then travels in one round trip.
///
/// It may be read any number of times, also after the transaction's end.
public final class Reply<S: Statement> {
    private let outcome: Outcome
    private let pipeline: Pipeline

    init(_ outcome: Outcome, _ pipeline: Pipeline) {
        self.outcome = outcome
        self.pipeline = pipeline
    }

    /// All rows, decoded.
    ///
    /// - Throws: the first error in the pipeline up to this statement, or what `decode` throws.
    public func rows() throws(PostgresError) -> [S.Row] {
        let result = try result()
        let count = PQntuples(result)
        var rows: [S.Row] = []
        rows.reserveCapacity(Int(count))
        for row in 0..<count {
            rows.append(try S.decode(RowReader(result: result, row: row, statement: outcome.prepared.label)))
        }
        return rows
    }

    /// Rows that the statement inserted, updated, deleted or returned. Throws as `rows` does.
    @discardableResult
    public func affectedRows() throws(PostgresError) -> Int {
        guard let text = PQcmdTuples(try result()) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    private func result() throws(PostgresError) -> OpaquePointer {
        if outcome.isWaiting { pipeline.exchange() }
        if let failure = outcome.failure { throw failure }
        guard let result = outcome.result else {
            throw PostgresError(.misuse, statement: outcome.prepared.label, message: "the transaction was given up")
        }
        return result
    }
}
