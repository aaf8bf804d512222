extension Migrator {
    /// The migrations that are not in the database, after making sure that those that are there are ours, unchanged.
    func pending(in transaction: Transaction, state: DescribeSchema.State) throws(PostgresError) -> [Migration] {
        try checkNumbers()
        guard state.hasSchema, state.hasTable else { return migrations }
        try transaction.send(SearchOnly(schema: schema))
        let applied = try transaction.send(AppliedMigrations(component: component))
        let hashes = try transaction.query(HashScripts(scripts: migrations.map(\.sql)))
        var known = 0
        for row in try applied.rows() {
            guard let index = migrations.firstIndex(where: { $0.number == row.number }) else {
                throw refusal(.migrationUnknown, row.number, row.name)
            }
            // Applied ones come in order, so a number that is ahead of its place means that one before it is missing.
            guard index == known else { throw refusal(.migrationGap, migrations[known].number, migrations[known].name) }
            guard hashes[index] == row.sha256 else { throw refusal(.migrationChanged, row.number, row.name) }
            known += 1
        }
        return Array(migrations[known...])
    }

    /// Names go into scripts as they are, so they are plain: `[a-z_][a-z0-9_]*`, at most 63 bytes.
    func checkNames() throws(PostgresError) {
        for name in [schema, role] where !name.isPlainSQLName {
            throw PostgresError(.invalidConfiguration, statement: "Migrator", message: "not a plain name: \(name)")
        }
    }

    private func checkNumbers() throws(PostgresError) {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw refusal(.migrationGap, migration.number, migration.name)
        }
    }

    private func refusal(_ code: PostgresError.Code, _ number: Int, _ name: String) -> PostgresError {
        PostgresError(code, statement: "migration \(component) \(number) \(name)")
    }
}

extension String {
    var isPlainSQLName: Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let underscore = UInt8(ascii: "_")
        guard let first = utf8.first, utf8.count <= 63, letters.contains(first) || first == underscore else {
            return false
        }
        return utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == underscore }
    }

    /// Every occurrence of a text that is not empty, replaced.
    func replacingAll(_ text: String, with replacement: String) -> String {
        var result = ""
        var rest = self[...]
        while let found = rest.firstRange(of: text) {
            result += rest[..<found.lowerBound] + replacement
            rest = rest[found.upperBound...]
        }
        return result + rest
    }
}
