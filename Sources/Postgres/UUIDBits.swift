/// A `uuid` as its 128 bits. `high` holds the first eight bytes in reading order.
@frozen
public struct UUIDBits: Hashable, Sendable {
    public var high: UInt64
    public var low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

extension UUIDBits: PostgresValue {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 2950, arrayOID: 2951) }

    @inlinable
    public func encode(into writer: inout ByteWriter) {
        writer.write(high)
        writer.write(low)
    }

    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
}
