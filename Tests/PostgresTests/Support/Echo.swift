import Postgres

/// Sends one value and reads it back.
struct Echo<Value: PostgresValue>: Statement {
    static var sql: String { "SELECT $1" }
    let value: Value?

    init(_ value: Value?) {
        self.value = value
    }

    func bind(_ p: inout Parameters) {
        p.append(value)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Value? {
        try row.optional(0, as: Value.self)
    }
}

/// Sends one array and reads it back.
struct EchoArray<Value: PostgresValue>: Statement {
    static var sql: String { "SELECT $1" }
    let values: [Value?]?

    init(_ values: [Value?]?) {
        self.values = values
    }

    func bind(_ p: inout Parameters) {
        if let values {
            p.append(values)
        } else {
            p.append([Value]?.none)
        }
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [Value?]? {
        try row.arrayOfOptionals(0, of: Value.self)
    }
}

/// Text that makes each test's statement a type of its own, so that SQL can be written where it is used.
protocol SQLText {
    static var text: String { get }
}

/// A statement without parameters or rows.
struct Run<Text: SQLText>: Statement {
    static var sql: String { Text.text }
}

/// A statement that returns one bigint column.
struct Numbers<Text: SQLText>: Statement {
    static var sql: String { Text.text }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 {
        try row.int64(0)
    }
}

/// A statement that returns one text column.
struct Texts<Text: SQLText>: Statement {
    static var sql: String { Text.text }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String {
        try row.string(0)
    }
}

/// The session's process in the server.
struct BackendID: Statement {
    static let sql = "SELECT pg_backend_pid()"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int32 {
        try row.int32(0)
    }
}

struct Sleep: Statement {
    static let sql = "SELECT pg_sleep($1::float8 / 1000)::text"
    let milliseconds: Int32

    func bind(_ p: inout Parameters) {
        p.append(milliseconds)
    }
}
