/// A JSON object that another program wrote, read whole, with the parser and the rules of messages: UTF-8, no name
/// twice in any object, no more than 16 levels, no trailing comma, and numbers that no Int64 holds told apart.
package struct JSONObject: Sendable, Equatable {
    package let members: [String: JSONValue]

    package init(_ bytes: [UInt8]) throws(MessageError) {
        let parser = JSONParser(maximumBytes: max(bytes.count, 1))
        let outcome = bytes.withUnsafeBytes { buffer in
            Result { () throws(MessageError) in try parser.members(buffer) }
        }
        members = try outcome.get()
    }

    /// The same bytes for the same content, whatever the order of members and the spaces between them; other bytes for
    /// other content. No JSON: nothing reads it.
    package var canonical: [UInt8] {
        var bytes: [UInt8] = []
        JSONValue.object(members).append(to: &bytes)
        return bytes
    }
}

/// A value of a JSON object.
package enum JSONValue: Sendable, Equatable {
    case null
    case flag(Bool)
    case integer(Int64)
    /// With a fraction or an exponent. One beyond 64 bits is 0.5: nothing here is asked for as such a number.
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Each value with its kind, and its length where it has one, so that no two values read alike.
    fileprivate func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(UInt8(ascii: "z"))
        case .flag(let flag): bytes.append(UInt8(ascii: flag ? "t" : "f"))
        case .integer(let number): Self.append("i", UInt64(bitPattern: number), to: &bytes)
        case .number(let number): Self.append("n", number.bitPattern, to: &bytes)
        case .text(let text): Self.append(text, to: &bytes)
        case .list(let list):
            Self.append("l", UInt64(list.count), to: &bytes)
            for value in list { value.append(to: &bytes) }
        case .object(let members):
            Self.append("o", UInt64(members.count), to: &bytes)
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (name, value) in sorted {
                Self.append(name, to: &bytes)
                value.append(to: &bytes)
            }
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        append("s", UInt64(text.utf8.count), to: &bytes)
        bytes += text.utf8
    }

    private static func append(_ kind: Unicode.Scalar, _ word: UInt64, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: kind))
        withUnsafeBytes(of: word.bigEndian) { bytes += $0 }
    }
}
