import CSimdjson
import Payments

/// The fields of the document read last, each with the checks of its kind. Absent and null are the same.
public struct FieldReader {
    private let handle: OpaquePointer

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    /// A field that must be there.
    func required<Value>(_ name: StaticString, _ value: Value?) throws(MessageError) -> Value {
        guard let value else { throw MessageError(.missingField, name.description) }
        return value
    }

    /// Text that is plain (`TextRules`), no longer than `maximumBytes` and, unless it may be, not empty.
    func text(_ name: StaticString, maximumBytes: Int, mayBeEmpty: Bool = false) throws(MessageError) -> String? {
        guard let bytes = try string(name) else { return nil }
        guard bytes.count <= maximumBytes, mayBeEmpty || !bytes.isEmpty, TextRules.isPlain(bytes),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw FieldReader.invalid(name) }
        return text
    }

    /// Text that some type of ours makes sense of.
    func parsed<Value>(
        _ name: StaticString, _ parse: (UnsafeRawBufferPointer) -> Value?
    ) throws(MessageError) -> Value? {
        guard let bytes = try string(name) else { return nil }
        guard let value = parse(bytes) else { throw FieldReader.invalid(name) }
        return value
    }

    func integer(_ name: StaticString) throws(MessageError) -> Int64? {
        var value: Int64 = 0
        let status = giro_json_int64(handle, name.utf8Start, name.utf8CodeUnitCount, &value)
        return try isPresent(status, name) ? value : nil
    }

    func bool(_ name: StaticString) throws(MessageError) -> Bool? {
        var value = false
        let status = giro_json_bool(handle, name.utf8Start, name.utf8CodeUnitCount, &value)
        return try isPresent(status, name) ? value : nil
    }

    static func invalid(_ name: StaticString) -> MessageError {
        MessageError(.invalidValue, name.description)
    }

    /// The unescaped bytes, inside the parser.
    private func string(_ name: StaticString) throws(MessageError) -> UnsafeRawBufferPointer? {
        var start: UnsafePointer<UInt8>?
        var count = 0
        let status = giro_json_string(handle, name.utf8Start, name.utf8CodeUnitCount, &start, &count)
        return try isPresent(status, name) ? UnsafeRawBufferPointer(start: start, count: count) : nil
    }

    private func isPresent(_ status: giro_json_status, _ name: StaticString) throws(MessageError) -> Bool {
        switch status {
        case GIRO_JSON_OK: return true
        case GIRO_JSON_ABSENT, GIRO_JSON_NULL: return false
        default: throw MessageError(.wrongType, name.description)
        }
    }
}
