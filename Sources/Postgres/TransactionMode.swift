/// How a transaction sees the others.
public enum TransactionMode: Sendable {
    /// READ COMMITTED: each statement sees what is committed by then, and one that waited for a row's lock sees the
    /// row as the other left it.
    case readCommitted
    /// REPEATABLE READ: all statements see one moment; writing a row that changed since is a serialization failure.
    case repeatableRead
    /// SERIALIZABLE: as if there were no others; any commit can be a serialization failure.
    case serializable
    /// REPEATABLE READ, READ ONLY: a consistent look at everything.
    case snapshot
}

extension Pipeline {
    func queueBegin(_ mode: TransactionMode) throws(PostgresError) {
        switch mode {
        case .readCommitted: _ = try queue(BeginReadCommitted())
        case .repeatableRead: _ = try queue(BeginRepeatableRead())
        case .serializable: _ = try queue(BeginSerializable())
        case .snapshot: _ = try queue(BeginSnapshot())
        }
    }
}

/// Spelled out, as a database or role may have another default.
private struct BeginReadCommitted: Statement {
    static let sql = "BEGIN ISOLATION LEVEL READ COMMITTED"
}

private struct BeginRepeatableRead: Statement {
    static let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ"
}

private struct BeginSerializable: Statement {
    static let sql = "BEGIN ISOLATION LEVEL SERIALIZABLE"
}

private struct BeginSnapshot: Statement {
    static let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
}

struct Commit: Statement {
    static let sql = "COMMIT"
}

struct Rollback: Statement {
    static let sql = "ROLLBACK"
}
