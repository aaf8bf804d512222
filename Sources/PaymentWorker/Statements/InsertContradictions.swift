import Payments
import Postgres

/// Remembers what did not fit, once for each event and sort.
struct InsertContradictions: Statement {
    let found: [(entry: Dossier.Entry, contradiction: Contradiction)]

    static let sql = """
        INSERT INTO contradiction (payment, event, code, topic, partition, message_offset, at)
        SELECT * FROM unnest(
            $1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::timestamptz[])
        ON CONFLICT (payment, event, code) DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(count: found.count) { UUIDBits(found[$0].entry.news.payment) }
        p.append(count: found.count) { found[$0].entry.news.event.rawValue }
        p.append(count: found.count) { found[$0].contradiction.rawValue }
        p.append(count: found.count) { found[$0].entry.origin.topic }
        p.append(count: found.count) { found[$0].entry.origin.partition }
        p.append(count: found.count) { found[$0].entry.origin.offset }
        p.append(count: found.count) { Timestamptz(microseconds: found[$0].entry.time) }
    }
}
