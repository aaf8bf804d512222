/// Walks over JSON text.
struct JSONScanner {
    let bytes: [UInt8]
    var position = 0

    private static let deepest = 64

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take() -> UInt8? {
        guard let byte = peek else { return nil }
        position += 1
        return byte
    }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Over one value of any kind.
    mutating func skipValue(depth: Int) throws(JSONSpanError) {
        guard depth < Self.deepest else { throw .tooDeep }
        switch peek {
        case UInt8(ascii: "\""):
            try skipString()
        case UInt8(ascii: "{"):
            try skipContainer(until: UInt8(ascii: "}"), depth: depth) { scanner throws(JSONSpanError) in
                try scanner.skipString()
                scanner.skipSpace()
                guard scanner.take() == UInt8(ascii: ":") else { throw .invalid }
                scanner.skipSpace()
            }
        case UInt8(ascii: "["):
            try skipContainer(until: UInt8(ascii: "]"), depth: depth) { _ in }
        default:
            try skipWord()
        }
    }

    private mutating func skipContainer(
        until end: UInt8, depth: Int, _ beforeValue: (inout JSONScanner) throws(JSONSpanError) -> Void
    ) throws(JSONSpanError) {
        position += 1
        skipSpace()
        if peek == end {
            position += 1
            return
        }
        while true {
            skipSpace()
            try beforeValue(&self)
            try skipValue(depth: depth + 1)
            skipSpace()
            switch take() {
            case UInt8(ascii: ","): continue
            case end: return
            default: throw .invalid
            }
        }
    }

    /// A number, true, false or null.
    private mutating func skipWord() throws(JSONSpanError) {
        let start = position
        while let byte = peek, Self.isWordByte(byte) { position += 1 }
        guard position > start else { throw .invalid }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private mutating func skipString() throws(JSONSpanError) {
        guard take() == UInt8(ascii: "\"") else { throw .invalid }
        while let byte = take() {
            if byte == UInt8(ascii: "\"") { return }
            if byte < 0x20 { throw .invalid }
            if byte == UInt8(ascii: "\\"), take() == nil { throw .invalid }
        }
        throw .invalid
    }
}

extension JSONScanner {
    /// A string's value.
    mutating func string() throws(JSONSpanError) -> String {
        let start = position
        try skipString()
        let inside = bytes[(start + 1)..<(position - 1)]
        guard inside.contains(UInt8(ascii: "\\")) else {
            guard let text = String(validating: inside, as: UTF8.self) else { throw .invalid }
            return text
        }
        return try Self.unescaped(inside)
    }

    private static func unescaped(_ inside: ArraySlice<UInt8>) throws(JSONSpanError) -> String {
        var units: [UInt8] = []
        var scanner = JSONScanner(bytes: Array(inside))
        while let byte = scanner.take() {
            guard byte == UInt8(ascii: "\\") else {
                units.append(byte)
                continue
            }
            switch scanner.take() {
            case UInt8(ascii: "n"): units.append(0x0A)
            case UInt8(ascii: "r"): units.append(0x0D)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0C)
            case UInt8(ascii: "u"): units += Array(String(Character(try scanner.escapedScalar())).utf8)
            case let other? where [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(other):
                units.append(other)
            default: throw .invalid
            }
        }
        guard let text = String(validating: units, as: UTF8.self) else { throw .invalid }
        return text
    }

    /// What stands after `\u`, and its second half where it is a pair of surrogates.
    private mutating func escapedScalar() throws(JSONSpanError) -> Unicode.Scalar {
        let first = try hexadecimal()
        guard (0xD800..<0xDC00).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw .invalid }
            return scalar
        }
        guard take() == UInt8(ascii: "\\"), take() == UInt8(ascii: "u") else { throw .invalid }
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .invalid }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONSpanError) -> UInt32 {
        guard position + 4 <= bytes.count,
            let text = String(validating: bytes[position..<position + 4], as: UTF8.self),
            text.allSatisfy(\.isHexDigit), let number = UInt32(text, radix: 16)
        else { throw .invalid }
        position += 4
        return number
    }
}
