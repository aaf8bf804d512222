import Postgres

/// Writes down why a lane stands still until an operator chooses.
struct HaltLane: Statement {
    let lane: Int32
    let reason: String

    static let sql = "UPDATE cursor SET halted = $2 WHERE lane = $1"

    func bind(_ parameters: inout Parameters) {
        parameters.append(lane)
        parameters.append(reason)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
