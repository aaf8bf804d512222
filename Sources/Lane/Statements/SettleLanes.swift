import Postgres

/// The lanes are known to be safe: their owner has had in hand what its former owner can have ended with.
struct SettleLanes: Statement {
    let lanes: [Int32]
    /// By lane, in the same order.
    let epochs: [Int64]

    static let sql = """
        WITH settled AS (
            UPDATE cursor SET ends = 0 FROM unnest($1::int[], $2::bigint[]) AS own (lane, epoch)
            WHERE cursor.lane = own.lane AND cursor.epoch = own.epoch RETURNING cursor.lane
        )
        DELETE FROM in_hand USING settled WHERE in_hand.lane = settled.lane AND in_hand.ends = 0
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lanes)
        parameters.append(epochs)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
