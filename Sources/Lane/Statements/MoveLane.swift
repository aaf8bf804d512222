import Postgres

/// Puts a lane on another cluster's log, from that log's first offset.
struct MoveLane: Statement {
    let lane: Int32
    let nextOffset: Int64
    let clusterID: String

    static let sql = "UPDATE cursor SET next_offset = $2, cluster_id = $3 WHERE lane = $1"

    func bind(_ parameters: inout Parameters) {
        parameters.append(lane)
        parameters.append(nextOffset)
        parameters.append(clusterID)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
