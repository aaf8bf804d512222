import Postgres

/// Cuts a lane's tie to the positions that Kafka keeps for it.
struct RenewEra: Statement {
    let lane: Int32

    static let sql = "UPDATE cursor SET era = gen_random_uuid() WHERE lane = $1 RETURNING era::text"

    func bind(_ parameters: inout Parameters) { parameters.append(lane) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
