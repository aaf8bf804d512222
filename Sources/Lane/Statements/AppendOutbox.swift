import Postgres

/// Appends a batch's messages to the outbox. In the list of what is selected the arrays go in step, without the row
/// store that `FROM unnest(...)` has for each of them.
struct AppendOutbox: Statement {
    let rows: [OutboxRow]

    static let sql = """
        INSERT INTO outbox (lane, seq, topic, key, type, subject, value, headers, trace, at)
        SELECT unnest($1::int[]), unnest($2::bigint[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]),
            unnest($6::text[]), unnest($7::bytea[]), unnest($8::bytea[]), unnest($9::text[]), unnest($10::timestamptz[])
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(count: rows.count) { rows[$0].lane }
        parameters.append(count: rows.count) { rows[$0].seq }
        parameters.append(count: rows.count) { rows[$0].topic }
        parameters.append(count: rows.count) { rows[$0].key }
        parameters.append(count: rows.count) { rows[$0].type }
        parameters.append(count: rows.count) { rows[$0].subject }
        parameters.append(count: rows.count) { rows[$0].value }
        parameters.append(count: rows.count) { rows[$0].headers }
        parameters.append(count: rows.count) { rows[$0].traceparent }
        parameters.append(count: rows.count) { Timestamptz(microseconds: rows[$0].at) }
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
