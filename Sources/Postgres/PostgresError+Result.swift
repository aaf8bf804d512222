import CLibPQ

extension PostgresError {
    /// The error that a failed `PGresult` carries. A result without an SQLSTATE was made by libpq itself, which does so
    /// only when the connection is gone.
    init(result: OpaquePointer, statement: String, cancelRequested: Bool) {
        func field(_ code: Int32) -> String {
            PQresultErrorField(result, code).map { String(cString: $0) } ?? ""
        }
        let sqlState = field(giro_field_sqlstate)
        let message = field(giro_field_message)
        var code: Code = sqlState.isEmpty ? .connectionLost : Code(sqlState: sqlState)
        if sqlState == "57014" {
            code = Self.cancelledOrTimedOut(message: message, cancelRequested: cancelRequested)
        }
        // The name of the server's function is not translated, its message is.
        if sqlState == "0A000", field(giro_field_source_function) == "RevalidateCachedQuery" {
            code = .staleStatement
        }
        let schema = field(giro_field_schema)
        let table = field(giro_field_table)
        let detail = [("detail", giro_field_detail), ("hint", giro_field_hint), ("context", giro_field_context)]
            .map { (name, code) in (name, field(code)) }
            .filter { !$0.1.isEmpty }
            .map { "\($0): \($1)" }
            .joined(separator: "\n")
        self.init(
            code, sqlState: sqlState, statement: statement, constraint: field(giro_field_constraint),
            table: schema.isEmpty || table.isEmpty ? table : schema + "." + table, column: field(giro_field_column),
            message: message.isEmpty ? String(cString: PQresultErrorMessage(result)) : message, detail: detail)
    }

    /// PostgreSQL has one SQLSTATE for a statement time-out and a cancel request. The message tells them apart, but a
    /// server may translate it; then what this side knows decides.
    private static func cancelledOrTimedOut(message: String, cancelRequested: Bool) -> Code {
        if message == "canceling statement due to statement timeout" { return .statementTimeout }
        if message == "canceling statement due to user request" { return .cancelled }
        return cancelRequested ? .cancelled : .statementTimeout
    }

    /// Whether the server ended the session with this result.
    static func endsSession(_ result: OpaquePointer) -> Bool {
        guard let severity = PQresultErrorField(result, giro_field_severity) else { return true }
        let first = UInt8(bitPattern: severity.pointee)
        return first == UInt8(ascii: "F") || first == UInt8(ascii: "P")  // FATAL, PANIC; an error is ERROR
    }

    /// libpq's last word on a connection that no longer works.
    static func lost(_ connection: OpaquePointer, statement: String = "") -> PostgresError {
        PostgresError(.connectionLost, statement: statement, message: String(cString: PQerrorMessage(connection)))
    }
}
