import Postgres

/// Forgets what was in hand and is done: messages that the lanes are past, and timers and calls.
struct PutDown: Statement {
    var lanes: [Int32] = []
    /// By lane, in the same order.
    var nextOffsets: [Int64] = []
    var calls: [CallIdentity] = []

    static let sql = """
        WITH past AS (
            DELETE FROM in_hand USING unnest($1::int[], $2::bigint[]) AS stands (lane, next_offset)
            WHERE in_hand.lane = stands.lane AND kind = '' AND last_offset < stands.next_offset
        )
        DELETE FROM in_hand USING unnest($3::int[], $4::text[], $5::text[]) AS gone (lane, kind, key)
        WHERE in_hand.lane = gone.lane AND in_hand.kind = gone.kind AND in_hand.key = gone.key
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lanes)
        parameters.append(nextOffsets)
        parameters.append(calls.map(\.lane))
        parameters.append(calls.map(\.kind))
        parameters.append(calls.map(\.key))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
