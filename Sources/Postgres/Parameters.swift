/// The parameters of one execution, $1 first. Values go straight into one byte buffer in PostgreSQL's binary form.
///
/// A column of a set-based statement is one array parameter. It can be written from an array, or without one:
///
///     p.append(count: transfers.count) { transfers[$0].amountMinor }
public struct Parameters: ~Copyable {
    @usableFromInline var writer = ByteWriter()
    @usableFromInline var slots: [Slot] = []

    /// Where a parameter lies in the buffer. `length` is -1 for null.
    @frozen
    @usableFromInline
    struct Slot {
        @usableFromInline var offset: Int
        @usableFromInline var length: Int
        @usableFromInline var oid: UInt32

        @inlinable
        init(offset: Int, length: Int, oid: UInt32) {
            self.offset = offset
            self.length = length
            self.oid = oid
        }
    }

    init() {}

    /// Parameters appended so far.
    public var count: Int { slots.count }

    @inlinable
    public mutating func append<Value: PostgresValue>(_ value: Value) {
        let offset = writer.count
        value.encode(into: &writer)
        slots.append(Slot(offset: offset, length: writer.count - offset, oid: Value.postgresType.oid))
    }

    /// Appends a value or null.
    @inlinable
    public mutating func append<Value: PostgresValue>(_ value: Value?) {
        if let value {
            append(value)
        } else {
            appendNull(Value.postgresType.oid)
        }
    }

    @inlinable
    mutating func appendNull(_ oid: UInt32) {
        slots.append(Slot(offset: writer.count, length: -1, oid: oid))
    }

    mutating func removeAll() {
        writer.removeAll()
        slots.removeAll(keepingCapacity: true)
    }
}
