extension RowReader {
    /// An array column without nulls in it.
    ///
    /// - Throws: as `value`; `unexpected_null` for a null array or a null element, `unexpected_type` for an array of
    ///   several dimensions.
    public func array<Value: PostgresValue>(_ column: Int, of type: Value.Type) throws(PostgresError) -> [Value] {
        guard let values = try optionalArray(column, of: type) else { throw error(.unexpectedNull, column) }
        return values
    }

    /// An array column without nulls in it, nil when the whole is null.
    public func optionalArray<Value: PostgresValue>(
        _ column: Int, of type: Value.Type
    ) throws(PostgresError) -> [Value]? {
        guard let elements = try arrayOfOptionals(column, of: type) else { return nil }
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            guard let element else { throw error(.unexpectedNull, column) }
            values.append(element)
        }
        return values
    }

    /// An array column with nil for null elements, nil when the whole is null.
    public func arrayOfOptionals<Value: PostgresValue>(
        _ column: Int, of type: Value.Type
    ) throws(PostgresError) -> [Value?]? {
        guard Value.readsArray(typeOID(column)) else { throw error(.unexpectedType, column) }
        guard let bytes = bytes(at: column) else { return nil }
        var reader = ArrayReader(bytes)
        guard let dimensions = reader.integer(), reader.integer() != nil, let elementOID = reader.integer() else {
            throw error(.invalidValue, column)
        }
        if dimensions == 0 { return [] }
        guard dimensions == 1, Value.reads(UInt32(bitPattern: elementOID)) else { throw error(.unexpectedType, column) }
        guard let count = reader.integer(), reader.integer() != nil else { throw error(.invalidValue, column) }
        var values: [Value?] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let length = reader.integer() else { throw error(.invalidValue, column) }
            if length < 0 {
                values.append(nil)
            } else {
                guard let element = reader.take(Int(length)), let value = Value(postgres: element) else {
                    throw error(.invalidValue, column)
                }
                values.append(value)
            }
        }
        return values
    }
}

/// Walks over the bytes of a binary array; nil at their end.
private struct ArrayReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func integer() -> Int32? {
        take(4).flatMap { Int32(networkOrder: $0) }
    }

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard bytes.count - position >= count else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }
}
