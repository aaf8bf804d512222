import Postgres

/// Notes what its lanes' owner is about to take in hand. What is not this owner's any more is not noted.
struct TakeInHand: Statement {
    let rows: [InHand]
    let stage: InHand.Stage
    let instance: String

    static let sql = """
        INSERT INTO in_hand (lane, kind, key, first_offset, last_offset, stage, epoch, ends, instance)
        SELECT noted.lane, kind, key, first_offset, last_offset, $8, noted.epoch, noted.ends, $9
        FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::int[])
            AS noted (lane, epoch, kind, key, first_offset, last_offset, ends)
        JOIN cursor ON cursor.lane = noted.lane AND cursor.epoch = noted.epoch
        ON CONFLICT (lane, kind, key) DO UPDATE
        SET stage = excluded.stage, epoch = excluded.epoch, instance = excluded.instance, since = now()
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(rows.map(\.lane))
        parameters.append(rows.map(\.epoch))
        parameters.append(rows.map(\.kind))
        parameters.append(rows.map(\.key))
        parameters.append(rows.map(\.first))
        parameters.append(rows.map(\.last))
        parameters.append(rows.map { Int32(clamping: $0.ends) })
        parameters.append(stage.rawValue)
        parameters.append(instance)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
