import Postgres

/// Writes an order down; one that stands stays as it is.
struct GiveOrder: Statement {
    let row: OrderRow
    let operatorName: String
    let reason: String

    static let sql = """
        INSERT INTO control (scope, name, operator, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(row.scope.rawValue)
        p.append(row.name)
        p.append(operatorName)
        p.append(reason)
    }
}

struct TakeOrderBack: Statement {
    let row: OrderRow

    static let sql = "DELETE FROM control WHERE scope = $1 AND name = $2"

    func bind(_ p: inout Parameters) {
        p.append(row.scope.rawValue)
        p.append(row.name)
    }
}
