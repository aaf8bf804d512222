import CSimdjson

/// Owns one simdjson parser and its buffers. One thread at a time.
final class JSONParser {
    /// Objects and arrays inside each other, the outer object counted.
    static let maximumDepth = 16

    private let handle: OpaquePointer

    init(maximumBytes: Int) {
        guard let handle = giro_json_create(maximumBytes, JSONParser.maximumDepth) else {
            // A few hundred bytes at start: without them nothing else would work either.
            fatalError("no memory for a JSON parser")
        }
        self.handle = handle
    }

    deinit {
        giro_json_destroy(handle)
    }

    /// Reads a document and gives its fields, which are good until the next call.
    func parse(_ bytes: UnsafeRawBufferPointer) throws(MessageError) -> FieldReader {
        try read(bytes)
        return FieldReader(handle: handle)
    }

    /// Reads a document and gives all of its members.
    func members(_ bytes: UnsafeRawBufferPointer) throws(MessageError) -> [String: JSONValue] {
        try read(bytes)
        var count = 0
        guard let tokens = giro_json_tokens(handle, &count) else {
            throw MessageError(.outOfMemory, "\(bytes.count) bytes")
        }
        var reader = TokenReader(UnsafeBufferPointer(start: tokens, count: count))
        return try reader.members()
    }

    private func read(_ bytes: UnsafeRawBufferPointer) throws(MessageError) {
        let status = giro_json_parse(handle, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
        switch status {
        case GIRO_JSON_OK: return
        case GIRO_JSON_INVALID_UTF8: throw MessageError(.invalidUTF8, "the value is not UTF-8")
        case GIRO_JSON_NOT_AN_OBJECT: throw MessageError(.notAnObject, "the value is not a JSON object")
        case GIRO_JSON_TOO_DEEP: throw MessageError(.tooDeep, "more than \(JSONParser.maximumDepth - 1) levels")
        case GIRO_JSON_DUPLICATE_FIELD: throw MessageError(.duplicateField, "a field name occurs twice")
        case GIRO_JSON_TOO_MANY_FIELDS: throw MessageError(.tooManyFields, "more than 1024 names in one object")
        case GIRO_JSON_TOO_LARGE: throw MessageError(.tooLarge, "\(bytes.count) bytes")
        case GIRO_JSON_OUT_OF_MEMORY: throw MessageError(.outOfMemory, "\(bytes.count) bytes")
        default: throw MessageError(.invalidJSON, "the value is not JSON")
        }
    }
}
