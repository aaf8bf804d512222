import Postgres

/// Appends a batch's messages to the outbox.
struct AppendOutbox: Statement {
    let rows: [OutboxRow]

    static let sql = """
        INSERT INTO outbox (lane, seq, topic, key, type, subject, value, headers, trace, at)
        SELECT * FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[],
            $8::bytea[], $9::text[], $10::timestamptz[])
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(rows.map(\.lane))
        parameters.append(rows.map(\.seq))
        parameters.append(rows.map(\.topic))
        parameters.append(rows.map(\.key))
        parameters.append(rows.map(\.type))
        parameters.append(rows.map(\.subject))
        parameters.append(rows.map(\.value))
        parameters.append(rows.map(\.headers))
        parameters.append(rows.map(\.traceparent))
        parameters.append(rows.map { Timestamptz(microseconds: $0.at) })
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
