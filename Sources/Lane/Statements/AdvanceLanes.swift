import Postgres

/// Moves the locked cursors behind the batch.
struct AdvanceLanes: Statement {
    var lanes: [Int32] = []
    var nextOffsets: [Int64] = []
    var lastSeqs: [Int64] = []
    var publishedSeqs: [Int64] = []
    var deadLetters: [Int64] = []

    static let sql = """
        UPDATE cursor
        SET next_offset = new.next_offset, last_seq = new.last_seq, applied_at = now(),
            published_seq = greatest(cursor.published_seq, new.published_seq),
            dead_letters = cursor.dead_letters + new.dead_letters
        FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
            AS new(lane, next_offset, last_seq, published_seq, dead_letters)
        WHERE cursor.lane = new.lane
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lanes)
        parameters.append(nextOffsets)
        parameters.append(lastSeqs)
        parameters.append(publishedSeqs)
        parameters.append(deadLetters)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
