import Payments
import Postgres

/// Seals values again with the newest key, so that an older one can be given up. People may go on meanwhile.
public struct Resealing: Sendable {
    /// A column, and how many of its values are under a key.
    public struct Standing: Sendable, Equatable {
        /// `identity.person.email_sealed`
        public let column: String
        public let key: String
        public let rows: Int64
    }

    let vault: Vault

    public init(vault: Vault) { self.vault = vault }

    /// Rows of one transaction.
    static let batch: Int64 = 500

    /// The schema of people.
    public func ofPeople(_ pool: ConnectionPool, changes: Bool) async throws -> [Standing] {
        try await reseal(SealedEmails.self, "identity", pool, changes)
            + reseal(SealedNames.self, "identity", pool, changes)
            + reseal(SealedPlaces.self, "identity", pool, changes)
            + reseal(SealedFactors.self, "identity", pool, changes)
            + ofTrail("identity", pool, changes: changes)
    }

    /// Any schema with a trail.
    public func ofTrail(_ schema: String, _ pool: ConnectionPool, changes: Bool) async throws -> [Standing] {
        try await reseal(SealedTrailParts.self, schema, pool, changes)
    }

    /// - Throws: `unreadable_data` when a value is under a key that is not there any more.
    private func reseal<Column: SealedColumn>(
        _ column: Column.Type, _ schema: String, _ pool: ConnectionPool, _ changes: Bool
    ) async throws -> [Standing] {
        var from = Identifier(PaymentID(high: 0, low: 0))
        while changes {
            let take = TakeSealed<Column>(prefix: vault.prefix, from: from, limit: Self.batch)
            let rows = try await pool.query(take)
            guard let last = rows.last else { break }
            let sealed = try rows.map { row in
                let context = Column.context(row.id, row.role)
                return try vault.seal(try vault.open(row.sealed, context: context), context: context)
            }
            _ = try await pool.query(ReplaceSealed<Column>(rows: rows, sealed: sealed))
            from = last.id
        }
        return try await pool.query(CountSealed<Column>()).map {
            Standing(column: "\(schema).\(Column.table).\(Column.column)", key: $0.key, rows: $0.rows)
        }
    }
}
