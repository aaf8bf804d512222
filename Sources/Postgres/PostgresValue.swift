/// A Swift type with a binary form in PostgreSQL. A worker's own type becomes one by passing on to a type that is:
///
///     extension PaymentID: PostgresValue {
///         static var postgresType: PostgresType { UUIDBits.postgresType }
///         func encode(into writer: inout ByteWriter) { UUIDBits(high: high, low: low).encode(into: &writer) }
///         init?(postgres bytes: UnsafeRawBufferPointer) { ... }
///     }
public protocol PostgresValue {
    /// The type that parameters are declared as.
    static var postgresType: PostgresType { get }
    /// Whether a column of this type can be read as Self.
    static func reads(_ oid: UInt32) -> Bool
    /// Whether a column of this array type can be read as an array of Self.
    static func readsArray(_ oid: UInt32) -> Bool
    /// Appends the binary form, without a length in front of it.
    func encode(into writer: inout ByteWriter)
    /// Reads the binary form; nil when the bytes are not one.
    init?(postgres bytes: UnsafeRawBufferPointer)
}

extension PostgresValue {
    @inlinable
    public static func reads(_ oid: UInt32) -> Bool { oid == postgresType.oid }
    @inlinable
    public static func readsArray(_ oid: UInt32) -> Bool { oid == postgresType.arrayOID }
}

/// The object identifiers of a type and of its array, fixed for all of PostgreSQL's built-in types (pg_type.dat).
@frozen
public struct PostgresType: Sendable, Equatable {
    public let oid: UInt32
    public let arrayOID: UInt32

    @inlinable
    public init(oid: UInt32, arrayOID: UInt32) {
        self.oid = oid
        self.arrayOID = arrayOID
    }
}
