/// Columns by the name of their Swift type, counted from 0. They throw as `value` does.
extension RowReader {
    @inlinable
    public func int16(_ column: Int) throws(PostgresError) -> Int16 { try value(column, as: Int16.self) }
    @inlinable
    public func int32(_ column: Int) throws(PostgresError) -> Int32 { try value(column, as: Int32.self) }
    @inlinable
    public func int64(_ column: Int) throws(PostgresError) -> Int64 { try value(column, as: Int64.self) }
    @inlinable
    public func bool(_ column: Int) throws(PostgresError) -> Bool { try value(column, as: Bool.self) }
    @inlinable
    public func string(_ column: Int) throws(PostgresError) -> String { try value(column, as: String.self) }
    @inlinable
    public func bytes(_ column: Int) throws(PostgresError) -> [UInt8] { try value(column, as: [UInt8].self) }
    @inlinable
    public func uuid(_ column: Int) throws(PostgresError) -> UUIDBits { try value(column, as: UUIDBits.self) }
    @inlinable
    public func timestamptz(_ column: Int) throws(PostgresError) -> Timestamptz {
        try value(column, as: Timestamptz.self)
    }
    /// A `numeric` as decimal text, as PostgreSQL prints it.
    @inlinable
    public func numericText(_ column: Int) throws(PostgresError) -> String {
        try value(column, as: NumericText.self).text
    }
}

/// The same with nil for null. They throw as `optional` does.
extension RowReader {
    @inlinable
    public func optionalInt16(_ column: Int) throws(PostgresError) -> Int16? { try optional(column, as: Int16.self) }
    @inlinable
    public func optionalInt32(_ column: Int) throws(PostgresError) -> Int32? { try optional(column, as: Int32.self) }
    @inlinable
    public func optionalInt64(_ column: Int) throws(PostgresError) -> Int64? { try optional(column, as: Int64.self) }
    @inlinable
    public func optionalBool(_ column: Int) throws(PostgresError) -> Bool? { try optional(column, as: Bool.self) }
    @inlinable
    public func optionalString(_ column: Int) throws(PostgresError) -> String? { try optional(column, as: String.self) }
    @inlinable
    public func optionalBytes(_ column: Int) throws(PostgresError) -> [UInt8]? {
        try optional(column, as: [UInt8].self)
    }
    @inlinable
    public func optionalUUID(_ column: Int) throws(PostgresError) -> UUIDBits? {
        try optional(column, as: UUIDBits.self)
    }
    @inlinable
    public func optionalTimestamptz(_ column: Int) throws(PostgresError) -> Timestamptz? {
        try optional(column, as: Timestamptz.self)
    }
    @inlinable
    public func optionalNumericText(_ column: Int) throws(PostgresError) -> String? {
        try optional(column, as: NumericText.self)?.text
    }
}
