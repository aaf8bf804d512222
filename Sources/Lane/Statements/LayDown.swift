import Postgres

/// This is in no hand while it waits for a passing fault to pass. What is known of it stays.
struct LayDown: Statement {
    let rows: [InHand]

    static let sql = """
        UPDATE in_hand SET epoch = 0 FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[])
            AS laid (lane, kind, key, epoch)
        WHERE in_hand.lane = laid.lane AND in_hand.kind = laid.kind AND in_hand.key = laid.key
            AND in_hand.epoch = laid.epoch
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(rows.map(\.lane))
        parameters.append(rows.map(\.kind))
        parameters.append(rows.map(\.key))
        parameters.append(rows.map(\.epoch))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
