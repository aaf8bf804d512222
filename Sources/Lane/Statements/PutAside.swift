import Postgres

/// No process performs the call, or handles the timer, until an operator says so. Its row in `timer` stays.
struct PutAside: Statement {
    let identity: CallIdentity

    static let sql = """
        UPDATE in_hand SET put_aside_at = now(), epoch = 0
        WHERE lane = $1 AND kind = $2 AND key = $3 AND put_aside_at IS NULL
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(identity.lane)
        parameters.append(identity.kind)
        parameters.append(identity.key)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}

/// Calls of lanes that are put aside.
struct ReadAside: Statement {
    let lanes: [Int32]

    static let sql = "SELECT lane, kind, key FROM in_hand WHERE lane = ANY($1) AND put_aside_at IS NOT NULL"

    func bind(_ parameters: inout Parameters) { parameters.append(lanes) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> CallIdentity {
        CallIdentity(lane: try row.int32(0), kind: try row.string(1), key: try row.string(2))
    }
}
