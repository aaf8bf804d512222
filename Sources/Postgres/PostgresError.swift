/// Why something asked of PostgreSQL did not happen.
///
/// `description` is made of the code, the SQLSTATE, names from the schema and the program, and, where it was not the
/// server who found the error, the reason; it never holds data and is safe to log. `debugDescription` adds what the
/// server said, which may quote rows: for a developer's eyes only.
public struct PostgresError: Error, Sendable {
    /// What happened, as a stable word.
    public var code: Code
    /// The five characters the server sent, or "" when the error was found on this side.
    public var sqlState: String
    /// The Swift type of the statement that failed, or the name of the script or migration; "" when there was none.
    public var statement: String
    /// The constraint that refused, "" when none did.
    public var constraint: String
    /// The table concerned as `schema.table`, "" when the server named none.
    public var table: String
    /// The column concerned, "" when the server named none.
    public var column: String
    /// The server's or libpq's own words. May hold data: not for logs.
    public var message: String
    /// The server's detail, hint and context, one a line. May hold data: not for logs.
    public var detail: String

    public init(
        _ code: Code, sqlState: String = "", statement: String = "", constraint: String = "", table: String = "",
        column: String = "", message: String = "", detail: String = ""
    ) {
        self.code = code
        self.sqlState = sqlState
        self.statement = statement
        self.constraint = constraint
        self.table = table
        self.column = column
        self.message = message
        self.detail = detail
    }

    /// Whether the same work may succeed when it is simply done again, on this connection or on a new one.
    public var isTransient: Bool {
        switch code.fault {
        case .transient: true
        case .data: false
        case .setup: false
        }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        var text = code.rawValue
        if !sqlState.isEmpty { text += " (SQLSTATE \(sqlState))" }
        if !statement.isEmpty { text += " in \(statement)" }
        if !constraint.isEmpty { text += " on constraint \(constraint)" }
        if !table.isEmpty { text += " of table \(table)" }
        if !column.isEmpty { text += " at column \(column)" }
        text += ": " + code.sentence
        if let reason { text += ": " + reason }
        return text
    }

    /// What libpq or this program says of the network or of itself, on one line. A connection string that cannot be
    /// read is not repeated, as it may hold a password.
    private var reason: String? {
        guard sqlState.isEmpty, code != .invalidConfiguration, !message.isEmpty else { return nil }
        return message.split(whereSeparator: \.isNewline).map { $0.drop { $0 == "\t" } }.joined(separator: " ")
    }

    public var debugDescription: String {
        var text = description
        if !message.isEmpty, reason == nil { text += "\nmessage: \(message)" }
        if !detail.isEmpty { text += "\n\(detail)" }
        return text
    }
}
