/// Where the present version of a row lies, its `ctid`. Holds as long as the transaction that read it keeps the row
/// locked, and finds the row without an index.
@frozen
public struct RowPlace: Hashable, Sendable {
    public var block: UInt32
    public var line: UInt16

    @inlinable
    public init(block: UInt32, line: UInt16) {
        self.block = block
        self.line = line
    }
}

extension RowPlace: PostgresValue {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 27, arrayOID: 1010) }

    @inlinable
    public func encode(into writer: inout ByteWriter) {
        writer.write(block)
        writer.write(line)
    }

    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 6 else { return nil }
        block = UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
        line = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self))
    }
}
