/// One SQL statement: its text, its parameters, its rows. A value of the type is one execution.
///
///     struct LockAccounts: Statement {
///         static let sql = "SELECT id, balance_minor FROM account WHERE id = ANY($1) ORDER BY id FOR UPDATE"
///         var ids: [String]
///         func bind(_ p: inout Parameters) { p.append(ids) }
///         static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (id: String, balanceMinor: Int64) {
///             (try row.string(0), try row.int64(1))
///         }
///     }
///
/// It is prepared once per connection, with the types that the first `bind` used; every later one must use the same.
public protocol Statement {
    /// What a row becomes. `Void`, the default, decodes nothing.
    associatedtype Row = Void
    /// One statement with $1, $2 ... for its parameters.
    static var sql: String { get }
    /// Appends the parameters in their order.
    func bind(_ p: inout Parameters)
    /// Reads one row; columns are counted from 0.
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row
}

extension Statement {
    /// A statement without parameters.
    public func bind(_ p: inout Parameters) {}
}

extension Statement where Row == Void {
    public static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
