import Postgres

/// Writes what was said last about each account. What an older message said never replaces what a newer one did; see
/// `Contact.Source.isNewer`.
struct SaveContacts: Statement {
    /// In the order of the accounts, each once.
    let contacts: [Contact]

    static let sql = """
        INSERT INTO contact (account, email, name, locale, source_partition, source_offset, at)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::timestamptz[])
        ON CONFLICT (account) DO UPDATE SET
            email = excluded.email, name = excluded.name, locale = excluded.locale,
            source_partition = excluded.source_partition, source_offset = excluded.source_offset, at = excluded.at
        WHERE CASE WHEN contact.source_partition = excluded.source_partition
            THEN contact.source_offset < excluded.source_offset ELSE contact.at < excluded.at END
        """

    func bind(_ p: inout Parameters) {
        p.append(count: contacts.count) { contacts[$0].account.text }
        p.append(count: contacts.count) { contacts[$0].email }
        p.append(count: contacts.count) { contacts[$0].name }
        p.append(count: contacts.count) { contacts[$0].locale }
        p.append(count: contacts.count) { contacts[$0].source.partition }
        p.append(count: contacts.count) { contacts[$0].source.offset }
        p.append(count: contacts.count) { Timestamptz(microseconds: contacts[$0].source.time) }
    }
}
