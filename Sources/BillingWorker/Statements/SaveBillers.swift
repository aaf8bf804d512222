import Lane
import Messages
import Postgres

/// Writes billers as announced, unless what is stored is newer: see `Announced`.
struct SaveBillers: Statement {
    /// One for each account, in their order.
    let announcements: [Announcement]
    let now: Int64

    static let sql = """
        INSERT INTO biller (
            account, name, endpoint, currency, enabled, source_partition, source_offset, source_at, source_cluster,
            source_era)
        SELECT given.*, \(Announced.log(topic: "'\(BillerUpdated.topic)'", partition: "given.source_partition"))
        FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::int[], $7::bigint[], $8::timestamptz[])
            AS given (account, name, endpoint, currency, enabled, source_partition, source_offset, source_at)
        ON CONFLICT (account) DO UPDATE SET
            name = excluded.name, endpoint = excluded.endpoint, currency = excluded.currency,
            enabled = excluded.enabled, source_partition = excluded.source_partition,
            source_offset = excluded.source_offset, source_at = excluded.source_at,
            source_cluster = excluded.source_cluster, source_era = excluded.source_era
        WHERE \(Announced.isNewer(than: "biller", at: "source_at"))
        """

    func bind(_ p: inout Parameters) {
        let count = announcements.count
        p.append(count: count) { announcements[$0].message.account.text }
        p.append(count: count) { announcements[$0].message.name }
        p.append(count: count) { announcements[$0].message.endpoint }
        p.append(count: count) { announcements[$0].message.currency?.code }
        p.append(count: count) { announcements[$0].message.enabled }
        p.append(count: count) { announcements[$0].origin.partition }
        p.append(count: count) { announcements[$0].origin.offset }
        p.append(count: count) { Timestamptz(microseconds: announcements[$0].origin.time(notAfter: now)) }
    }
}
