/// A `timestamptz`: microseconds since 1970-01-01T00:00:00Z, PostgreSQL's own precision.
@frozen
public struct Timestamptz: Hashable, Comparable, Sendable {
    public var microseconds: Int64

    @inlinable
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// `infinity` in PostgreSQL.
    public static let infinity = Timestamptz(microseconds: .max)
    /// `-infinity` in PostgreSQL.
    public static let minusInfinity = Timestamptz(microseconds: .min)

    @inlinable
    public static func < (left: Timestamptz, right: Timestamptz) -> Bool { left.microseconds < right.microseconds }

    /// PostgreSQL counts from 2000-01-01T00:00:00Z.
    @usableFromInline static var epochOffset: Int64 { 946_684_800_000_000 }
}

extension Timestamptz: PostgresValue {
    @inlinable
    public static var postgresType: PostgresType { PostgresType(oid: 1184, arrayOID: 1185) }

    @inlinable
    public func encode(into writer: inout ByteWriter) {
        guard microseconds != .max, microseconds != .min else { return writer.write(microseconds) }
        let (shifted, overflow) = microseconds.subtractingReportingOverflow(Self.epochOffset)
        if overflow { writer.refuse("timestamp out of range") }
        writer.write(shifted)
    }

    /// Times after the year 294,246 have no microseconds since 1970 in 64 bits and are refused.
    @inlinable
    public init?(postgres bytes: UnsafeRawBufferPointer) {
        guard let stored = Int64(networkOrder: bytes) else { return nil }
        guard stored != .max, stored != .min else {
            self.init(microseconds: stored)
            return
        }
        let (shifted, overflow) = stored.addingReportingOverflow(Self.epochOffset)
        if overflow { return nil }
        self.init(microseconds: shifted)
    }
}
