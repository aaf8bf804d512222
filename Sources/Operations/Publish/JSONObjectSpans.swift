/// Where the members of a JSON object lie in its text, so that a value can be passed on byte for byte, as it came.
///
/// It finds where values begin and end; whether what is inside them is right is for their reader to say.
/// Grammar: RFC 8259.
struct JSONObjectSpans {
    private(set) var members: [String: Range<Int>] = [:]
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) throws(JSONSpanError) {
        self.bytes = bytes
        var scanner = JSONScanner(bytes: bytes)
        scanner.skipSpace()
        guard scanner.peek == UInt8(ascii: "{") else { throw bytes.isEmpty ? .invalid : .notAnObject }
        scanner.position += 1
        scanner.skipSpace()
        if scanner.peek == UInt8(ascii: "}") {
            scanner.position += 1
        } else {
            try readMembers(&scanner)
        }
        scanner.skipSpace()
        guard scanner.isAtEnd else { throw .invalid }
    }

    private mutating func readMembers(_ scanner: inout JSONScanner) throws(JSONSpanError) {
        while true {
            scanner.skipSpace()
            let name = try scanner.string()
            scanner.skipSpace()
            guard scanner.take() == UInt8(ascii: ":") else { throw .invalid }
            scanner.skipSpace()
            let start = scanner.position
            try scanner.skipValue(depth: 0)
            guard members.updateValue(start..<scanner.position, forKey: name) == nil else { throw .duplicateMember }
            scanner.skipSpace()
            switch scanner.take() {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "}"): return
            default: throw .invalid
            }
        }
    }

    /// The member's text, nil when it is missing or null.
    func raw(_ name: String) -> ArraySlice<UInt8>? {
        guard let span = members[name], !bytes[span].elementsEqual("null".utf8) else { return nil }
        return bytes[span]
    }

    /// The member as a string, nil when it is missing or null.
    func string(_ name: String) throws(JSONSpanError) -> String? {
        guard let raw = raw(name) else { return nil }
        guard raw.first == UInt8(ascii: "\"") else { throw .wrongType }
        var scanner = JSONScanner(bytes: Array(raw))
        return try scanner.string()
    }
}

enum JSONSpanError: Error {
    case invalid
    case notAnObject
    case duplicateMember
    case wrongType
    case tooDeep
}
