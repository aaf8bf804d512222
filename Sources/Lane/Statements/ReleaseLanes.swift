import Postgres

/// The owner leaves with a word, and keeps with the cursors how far the lanes are published. Lanes that are another's
/// meanwhile are left alone.
struct ReleaseLanes: Statement {
    let lanes: [Int32]
    /// By lane, in the same order.
    let epochs: [Int64]
    let publishedSeqs: [Int64]

    static let sql = """
        UPDATE cursor
        SET released = true, published_seq = greatest(cursor.published_seq, least(own.published_seq, last_seq))
        FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS own (lane, epoch, published_seq)
        WHERE cursor.lane = own.lane AND cursor.epoch = own.epoch
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lanes)
        parameters.append(epochs)
        parameters.append(publishedSeqs)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
