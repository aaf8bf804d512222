import Payments
import Postgres

/// A value kept in a text column, checked when it is read: what the code does not know is an `invalid_value`.
struct Stored<Value: StoredAsText>: PostgresValue {
    let value: Value

    static var postgresType: PostgresType { String.postgresType }

    func encode(into writer: inout ByteWriter) { value.storedText.encode(into: &writer) }

    init(_ value: Value) { self.value = value }

    init?(postgres bytes: UnsafeRawBufferPointer) {
        guard let value = Value(storedText: String(decoding: bytes, as: UTF8.self)) else { return nil }
        self.value = value
    }
}

protocol StoredAsText {
    init?(storedText: String)
    var storedText: String { get }
}

extension StoredAsText where Self: RawRepresentable, RawValue == String {
    init?(storedText: String) { self.init(rawValue: storedText) }
    var storedText: String { rawValue }
}

extension PaymentKind: StoredAsText {}
extension PaymentState: StoredAsText {}
extension PaymentEvent: StoredAsText {}
extension ReasonCode: StoredAsText {}

extension AccountID: StoredAsText {
    init?(storedText: String) { self.init(storedText) }
    var storedText: String { text }
}

extension RowReader {
    func stored<Value: StoredAsText>(_ column: Int) throws(PostgresError) -> Value {
        try value(column, as: Stored<Value>.self).value
    }

    func optionalStored<Value: StoredAsText>(_ column: Int) throws(PostgresError) -> Value? {
        try optional(column, as: Stored<Value>.self)?.value
    }

    func payment(_ column: Int) throws(PostgresError) -> PaymentID {
        let bits = try uuid(column)
        return PaymentID(high: bits.high, low: bits.low)
    }

    func moment(_ column: Int) throws(PostgresError) -> Timestamp {
        Timestamp(microseconds: try timestamptz(column).microseconds)
    }

    func optionalMoment(_ column: Int) throws(PostgresError) -> Timestamp? {
        try optionalTimestamptz(column).map { Timestamp(microseconds: $0.microseconds) }
    }
}

extension UUIDBits {
    init(_ payment: PaymentID) { self.init(high: payment.high, low: payment.low) }
}
