import Glibc
import Payments
import Postgres

/// The UUID of a person, a session or a program's key: of version 7 where it was made here.
public struct Identifier: Hashable, Sendable, CustomStringConvertible {
    let bits: PaymentID

    init(bits: PaymentID) { self.bits = bits }

    /// Nil when the text is no UUID.
    public init?(_ text: String) {
        guard let bits = PaymentID(text) else { return nil }
        self.bits = bits
    }

    /// A new one.
    public static func make() -> Identifier {
        Identifier(bits: .timeOrdered(milliseconds: Timestamp.now().microseconds / 1_000))
    }

    public var description: String { bits.description }

    /// As a payment's id.
    public var payment: PaymentID { bits }

    public init(_ payment: PaymentID) { bits = payment }
}

extension Identifier: PostgresValue {
    public static var postgresType: PostgresType { UUIDBits.postgresType }

    public func encode(into writer: inout ByteWriter) {
        UUIDBits(high: bits.high, low: bits.low).encode(into: &writer)
    }

    public init?(postgres bytes: UnsafeRawBufferPointer) {
        guard let read = UUIDBits(postgres: bytes) else { return nil }
        bits = PaymentID(high: read.high, low: read.low)
    }
}

extension Timestamptz {
    static func now(adding seconds: Int64 = 0) -> Timestamptz {
        Timestamptz(microseconds: Timestamp.now().microseconds + seconds * 1_000_000)
    }
}
