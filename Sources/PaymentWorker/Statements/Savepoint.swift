import Postgres

/// Before the rows of a batch are taken, so that they can be let go again.
struct Savepoint: Statement {
    static let sql = "SAVEPOINT before_payments"
}

/// Lets go of every row that was inserted or locked since.
struct RollBackToSavepoint: Statement {
    static let sql = "ROLLBACK TO SAVEPOINT before_payments"
}
