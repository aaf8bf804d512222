import Postgres

/// Removes calls that were handled or taken back.
struct RemoveCalls: Statement {
    let identities: [CallIdentity]

    static let sql = """
        DELETE FROM timer USING unnest($1::int[], $2::text[], $3::text[]) AS gone(lane, kind, key)
        WHERE timer.lane = gone.lane AND timer.kind = gone.kind AND timer.key = gone.key
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(identities.map(\.lane))
        parameters.append(identities.map(\.kind))
        parameters.append(identities.map(\.key))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
