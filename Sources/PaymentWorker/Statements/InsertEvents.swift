import Payments
import Postgres

/// Adds to the timelines. What is there already stays: the first message that told of an event is the one remembered.
struct InsertEvents: Statement {
    /// In the order of the payments' ids.
    let entries: [Dossier.Entry]

    static let sql = """
        INSERT INTO payment_event (payment, event, topic, partition, message_offset, at)
        SELECT unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[]), unnest($4::int[]), unnest($5::bigint[]),
            unnest($6::timestamptz[])
        ON CONFLICT (payment, event) DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(count: entries.count) { UUIDBits(entries[$0].news.payment) }
        p.append(count: entries.count) { entries[$0].news.event.rawValue }
        p.append(count: entries.count) { entries[$0].origin.topic }
        p.append(count: entries.count) { entries[$0].origin.partition }
        p.append(count: entries.count) { entries[$0].origin.offset }
        p.append(count: entries.count) { Timestamptz(microseconds: entries[$0].time) }
    }
}
