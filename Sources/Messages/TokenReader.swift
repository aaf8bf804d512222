import CSimdjson

/// Makes values of a parsed document's tokens. The parser has bounded the depth.
struct TokenReader {
    private let tokens: UnsafeBufferPointer<giro_json_token>
    private var next = 0

    init(_ tokens: UnsafeBufferPointer<giro_json_token>) { self.tokens = tokens }

    /// The members up to the end of their object.
    ///
    /// - Throws: `duplicate_field` for names that differ in bytes and are the same text (an accent of its own, or not):
    ///   to a person they are one name.
    mutating func members() throws(MessageError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        while let token = take(), token.kind != GIRO_JSON_END {
            let name = Self.text(token)
            guard let value = take() else { break }
            if members.updateValue(try read(value), forKey: name) != nil {
                throw MessageError(.duplicateField, "a field name occurs twice")
            }
        }
        return members
    }

    private mutating func take() -> giro_json_token? {
        guard next < tokens.count else { return nil }
        next += 1
        return tokens[next - 1]
    }

    private mutating func read(_ token: giro_json_token) throws(MessageError) -> JSONValue {
        switch token.kind {
        case GIRO_JSON_TEXT: return .text(Self.text(token))
        case GIRO_JSON_INTEGER: return .integer(token.number)
        case GIRO_JSON_OTHER_NUMBER: return .number(Double(bitPattern: UInt64(bitPattern: token.number)))
        case GIRO_JSON_FLAG: return .flag(token.number != 0)
        case GIRO_JSON_LIST: return .list(try values())
        case GIRO_JSON_OBJECT: return .object(try members())
        default: return .null
        }
    }

    private mutating func values() throws(MessageError) -> [JSONValue] {
        var values: [JSONValue] = []
        while let token = take(), token.kind != GIRO_JSON_END { values.append(try read(token)) }
        return values
    }

    private static func text(_ token: giro_json_token) -> String {
        String(decoding: UnsafeBufferPointer(start: token.text, count: token.length), as: UTF8.self)
    }
}
