import Postgres

/// What operators have ordered. A drain concerns the processes that ran when it was ordered.
struct ReadOrders: Statement {
    let instance: String
    let startedAt: Timestamptz

    static let sql = """
        SELECT scope, name FROM control
        WHERE scope <> 'drain' OR name IN ('', $1) AND since > $2
        """

    struct Row {
        let scope: String
        let name: String
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(instance)
        parameters.append(startedAt)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(scope: try row.string(0), name: try row.string(1))
    }
}
