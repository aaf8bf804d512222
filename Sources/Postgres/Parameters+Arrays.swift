extension Parameters {
    /// Appends an array parameter of the element's type.
    @inlinable
    public mutating func append<Value: PostgresValue>(_ values: [Value]) {
        values.withUnsafeBufferPointer { append($0) }
    }

    /// Appends an array parameter with nulls in it.
    @inlinable
    public mutating func append<Value: PostgresValue>(_ values: [Value?]) {
        append(count: values.count) { values[$0] }
    }

    /// Appends an array parameter or null.
    @inlinable
    public mutating func append<Value: PostgresValue>(_ values: [Value]?) {
        if let values {
            append(values)
        } else {
            appendNull(Value.postgresType.arrayOID)
        }
    }

    /// Appends an array parameter from memory that is not a Swift array.
    @inlinable
    public mutating func append<Value: PostgresValue>(_ values: UnsafeBufferPointer<Value>) {
        append(count: values.count) { values[$0] }
    }

    /// Appends an array parameter of `count` elements, each asked for once, in order.
    @inlinable
    public mutating func append<Value: PostgresValue>(count: Int, _ element: (Int) -> Value) {
        let start = beginArray(Value.postgresType, count: count)
        for index in 0..<count {
            let lengthAt = writer.count
            writer.write(Int32(0))
            element(index).encode(into: &writer)
            writer.overwrite(Int32(truncatingIfNeeded: writer.count - lengthAt - 4), at: lengthAt)
        }
        endArray(Value.postgresType, start: start)
    }

    /// Appends an array parameter of `count` elements, nil for null, each asked for once, in order.
    @inlinable
    public mutating func append<Value: PostgresValue>(count: Int, _ element: (Int) -> Value?) {
        let start = beginArray(Value.postgresType, count: count)
        for index in 0..<count {
            let lengthAt = writer.count
            if let value = element(index) {
                writer.write(Int32(0))
                value.encode(into: &writer)
                writer.overwrite(Int32(truncatingIfNeeded: writer.count - lengthAt - 4), at: lengthAt)
            } else {
                writer.write(Int32(-1))
                writer.overwrite(1, at: start + 4)
            }
        }
        endArray(Value.postgresType, start: start)
    }

    /// PostgreSQL's array header: dimensions, whether there are nulls, element type; then size and lower bound of the
    /// one dimension. An empty array has no dimension.
    @inlinable
    mutating func beginArray(_ type: PostgresType, count: Int) -> Int {
        let start = writer.count
        writer.write(Int32(count == 0 ? 0 : 1))
        writer.write(Int32(0))
        writer.write(type.oid)
        if count > 0 {
            writer.write(Int32(truncatingIfNeeded: count))
            writer.write(Int32(1))
        }
        return start
    }

    @inlinable
    mutating func endArray(_ type: PostgresType, start: Int) {
        slots.append(Slot(offset: start, length: writer.count - start, oid: type.arrayOID))
    }
}
