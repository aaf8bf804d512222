/// Migrations may wait and run as long as they need.
struct LiftLimits: Statement {
    static let sql = """
        SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true),
               set_config('idle_in_transaction_session_timeout', '0', true)
        """
}

/// Held to the end of the transaction.
struct LockSchema: Statement {
    static let sql = "SELECT pg_advisory_xact_lock(hashtextextended('giro.schema.' || $1, 0))"
    let schema: String

    func bind(_ p: inout Parameters) {
        p.append(schema)
    }
}

struct DescribeSchema: Statement {
    struct State {
        let hasSchema: Bool
        let hasTable: Bool
    }

    static let sql = """
        SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1),
               EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                       WHERE n.nspname = $1 AND c.relname = 'migration')
        """
    let schema: String

    func bind(_ p: inout Parameters) {
        p.append(schema)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> State {
        State(hasSchema: try row.bool(0), hasTable: try row.bool(1))
    }
}

/// Unqualified names mean this schema until the transaction ends.
struct SearchOnly: Statement {
    static let sql = "SELECT set_config('search_path', $1, true)"
    let schema: String

    func bind(_ p: inout Parameters) {
        p.append(schema)
    }
}
