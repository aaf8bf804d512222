import Payments
import Postgres

extension PaymentRow {
    /// In the order in which they are bound and read.
    static let columns = """
        id, amount_minor, since, updated_at, final_at, requested_at, authority, told, detailed, state, kind, currency, \
        payer, payee, reason, reference, heard
        """
    /// In the list of what is selected the arrays go in step, without the row store that `FROM unnest(...)` has for
    /// each.
    static let parameters = """
        unnest($1::uuid[]), unnest($2::bigint[]), unnest($3::timestamptz[]), unnest($4::timestamptz[]), \
        unnest($5::timestamptz[]), unnest($6::timestamptz[]), unnest($7::smallint[]), unnest($8::smallint[]), \
        unnest($9::boolean[]), unnest($10::text[]), unnest($11::text[]), unnest($12::text[]), unnest($13::text[]), \
        unnest($14::text[]), unnest($15::text[]), unnest($16::text[]), unnest($17::bytea[])
        """

    static func bind(_ rows: [PaymentRow], _ p: inout Parameters) {
        p.append(count: rows.count) { UUIDBits(rows[$0].id) }
        p.append(count: rows.count) { rows[$0].facts.amountMinor }
        p.append(count: rows.count) { Timestamptz(microseconds: rows[$0].since) }
        p.append(count: rows.count) { Timestamptz(microseconds: rows[$0].updatedAt) }
        p.append(count: rows.count) { rows[$0].finalAt.map(Timestamptz.init(microseconds:)) }
        p.append(count: rows.count) { rows[$0].requestedAt.map(Timestamptz.init(microseconds:)) }
        p.append(count: rows.count) { rows[$0].authority.rawValue }
        p.append(count: rows.count) { rows[$0].told.rawValue }
        p.append(count: rows.count) { rows[$0].isDetailed }
        p.append(count: rows.count) { rows[$0].state.rawValue }
        p.append(count: rows.count) { rows[$0].facts.kind.rawValue }
        p.append(count: rows.count) { rows[$0].facts.currency }
        p.append(count: rows.count) { rows[$0].facts.payer.text }
        p.append(count: rows.count) { rows[$0].facts.payee.text }
        p.append(count: rows.count) { rows[$0].reason?.rawValue }
        p.append(count: rows.count) { rows[$0].reference }
        p.append(count: rows.count) { rows[$0].heard.bytes }
    }

    init(_ row: borrowing RowReader) throws(PostgresError) {
        let facts = PaymentFacts(
            kind: try row.stored(10), payer: try row.stored(12), payee: try row.stored(13),
            amountMinor: try row.int64(1), currency: try row.string(11))
        self.init(
            id: try row.payment(0), facts: facts, authority: Authority(rawValue: try row.int16(6)) ?? .request,
            state: try row.stored(9), reason: try row.optionalStored(14), reference: try row.optionalString(15),
            isDetailed: try row.bool(8), told: Audience(rawValue: try row.int16(7)),
            since: try row.timestamptz(2).microseconds,
            requestedAt: try row.optionalTimestamptz(5)?.microseconds,
            updatedAt: try row.timestamptz(3).microseconds, heard: HeardEvents(bytes: try row.bytes(16)))
    }
}
