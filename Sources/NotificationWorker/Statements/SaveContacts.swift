import Lane
import Messages
import Postgres

/// Writes what was said last about each account. What an older message said never replaces what a newer one did; see
/// `Announced`.
struct SaveContacts: Statement {
    /// In the order of the accounts, each once.
    let contacts: [Contact]
    let now: Int64

    static let sql = """
        INSERT INTO contact (
            account, email, name, locale, source_partition, source_offset, at, confirmed, source_cluster, source_era)
        SELECT given.*, \(Announced.log(topic: "'\(ContactUpdated.topic)'", partition: "given.source_partition"))
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::timestamptz[],
            $8::boolean[]) AS given (account, email, name, locale, source_partition, source_offset, at, confirmed)
        ON CONFLICT (account) DO UPDATE SET
            email = excluded.email, name = excluded.name, locale = excluded.locale,
            source_partition = excluded.source_partition, source_offset = excluded.source_offset, at = excluded.at,
            confirmed = excluded.confirmed,
            source_cluster = excluded.source_cluster, source_era = excluded.source_era
        WHERE \(Announced.isNewer(than: "contact", at: "at"))
        """

    func bind(_ p: inout Parameters) {
        p.append(count: contacts.count) { contacts[$0].account.text }
        p.append(count: contacts.count) { contacts[$0].email }
        p.append(count: contacts.count) { contacts[$0].name }
        p.append(count: contacts.count) { contacts[$0].locale }
        p.append(count: contacts.count) { contacts[$0].origin.partition }
        p.append(count: contacts.count) { contacts[$0].origin.offset }
        p.append(count: contacts.count) { Timestamptz(microseconds: contacts[$0].origin.time(notAfter: now)) }
        p.append(count: contacts.count) { contacts[$0].isConfirmed }
    }
}
