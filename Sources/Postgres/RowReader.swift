import CLibPQ

/// One row of a result, read in place: nothing is copied until a value is made of it. Valid only during `decode`.
public struct RowReader: ~Copyable {
    let result: OpaquePointer
    let row: Int32
    let statement: String

    /// The value of a column, counted from 0.
    ///
    /// - Throws: `unexpected_type` when the column is of another type or does not exist, `unexpected_null`, or
    ///   `invalid_value` when the Swift type cannot hold the bytes.
    @inlinable
    public func value<Value: PostgresValue>(_ column: Int, as type: Value.Type) throws(PostgresError) -> Value {
        guard let value = try optional(column, as: type) else { throw error(.unexpectedNull, column) }
        return value
    }

    /// The value of a column, nil for null. Throws as `value` does.
    @inlinable
    public func optional<Value: PostgresValue>(_ column: Int, as type: Value.Type) throws(PostgresError) -> Value? {
        guard Value.reads(typeOID(column)) else { throw error(.unexpectedType, column) }
        guard let bytes = bytes(at: column) else { return nil }
        guard let value = Value(postgres: bytes) else { throw error(.invalidValue, column) }
        return value
    }

    /// The bytes of a column of any type, in place; nil for null. They must not be used after the closure.
    public func withBytes<Result>(
        _ column: Int, _ body: (UnsafeRawBufferPointer?) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        guard typeOID(column) != 0 else { throw error(.unexpectedType, column) }
        return try body(bytes(at: column))
    }

    /// The column's type; 0 when there is no such column.
    @usableFromInline
    func typeOID(_ column: Int) -> UInt32 {
        PQftype(result, Int32(truncatingIfNeeded: column))
    }

    @usableFromInline
    func bytes(at column: Int) -> UnsafeRawBufferPointer? {
        let column = Int32(truncatingIfNeeded: column)
        let length = PQgetlength(result, row, column)
        if length == 0, PQgetisnull(result, row, column) == 1 { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: Int(length))
    }

    @usableFromInline
    func error(_ code: PostgresError.Code, _ column: Int) -> PostgresError {
        let name = PQfname(result, Int32(truncatingIfNeeded: column)).map { String(cString: $0) }
        let place = name.map { "\(column) (\($0))" } ?? "\(column)"
        return PostgresError(code, statement: statement, column: place, message: "type OID \(typeOID(column))")
    }
}
