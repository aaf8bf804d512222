import Payments
import Postgres

/// Makes rows for parts that have none. Returns the ids of those made now, which the transaction may still take back.
///
/// A part of an external account is made only when the account exists, is external, and so has a currency to give.
struct MakeParts: Statement {
    let parts: [Part]

    static let sql = """
        INSERT INTO account (id, kind, currency)
        SELECT part.id, part.kind, coalesce(part.currency, whole.currency)
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS part(id, whole, kind, currency)
        LEFT JOIN account AS whole ON whole.id = part.whole AND whole.kind = 'external'
        WHERE part.currency IS NOT NULL OR whole.id IS NOT NULL
        ON CONFLICT (id) DO NOTHING RETURNING id
        """

    func bind(_ p: inout Parameters) {
        p.append(parts.map(\.id))
        p.append(parts.map(\.account))
        p.append(parts.map(\.kind.rawValue))
        p.append(parts.map { $0.currency?.code })
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
