extension FixedWidthInteger {
    @inlinable
    init?(networkOrder bytes: UnsafeRawBufferPointer) {
        guard bytes.count == MemoryLayout<Self>.size else { return nil }
        self.init(bigEndian: bytes.loadUnaligned(as: Self.self))
    }
}

extension Int16: PostgresValue {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 21, arrayOID: 1005) }
    @inlinable
    public func encode(into writer: inout ByteWriter) { writer.write(self) }
    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) { self.init(networkOrder: bytes) }
}

extension Int32: PostgresValue {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 23, arrayOID: 1007) }
    @inlinable
    public func encode(into writer: inout ByteWriter) { writer.write(self) }
    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) { self.init(networkOrder: bytes) }
}

extension Int64: PostgresValue {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 20, arrayOID: 1016) }
    @inlinable
    public func encode(into writer: inout ByteWriter) { writer.write(self) }
    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) { self.init(networkOrder: bytes) }
}

extension Bool: PostgresValue {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 16, arrayOID: 1000) }
    @inlinable
    public func encode(into writer: inout ByteWriter) { writer.write(UInt8(self ? 1 : 0)) }
    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 1 else { return nil }
        self = bytes[0] != 0
    }
}

/// Bound as `text`; read from text, varchar, char(n), name and json.
extension String: PostgresValue {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 25, arrayOID: 1009) }
    @inlinable
    public static func reads(_ oid: UInt32) -> Bool {
        switch oid {
        case 25, 1043, 1042, 19, 114: true
        default: false
        }
    }
    @inlinable
    public static func readsArray(_ oid: UInt32) -> Bool {
        switch oid {
        case 1009, 1015, 1014, 1003, 199: true
        default: false
        }
    }
    @inlinable
    public func encode(into writer: inout ByteWriter) { writer.write(utf8: self) }
    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) { self.init(decoding: bytes, as: UTF8.self) }
}

/// Bytes are `bytea`.
extension Array: PostgresValue where Element == UInt8 {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 17, arrayOID: 1001) }
    @inlinable
    public func encode(into writer: inout ByteWriter) { withUnsafeBytes { writer.write(bytes: $0) } }
    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) { self.init(bytes) }
}
