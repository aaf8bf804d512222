/// Questions about single bytes of ASCII text, and about escapes of JSON strings in raw bytes.
enum Bytes {
    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Whether a JSON escape of the form `\u00e9` starts here.
    static func isUnicodeEscape(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Bool {
        guard position >= 0, position + 6 <= bytes.count else { return false }
        return bytes[position] == UInt8(ascii: "\\") && bytes[position + 1] == UInt8(ascii: "u")
            && bytes[(position + 2)..<(position + 6)].allSatisfy(isHexDigit)
            && !isEscaped(bytes, at: position)
    }

    /// Whether an odd number of backslashes stands before the position.
    static func isEscaped(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Bool {
        var start = position
        while start > 0, bytes[start - 1] == UInt8(ascii: "\\") { start -= 1 }
        return (position - start) % 2 == 1
    }

    /// Whether a UUID's 36 bytes start here.
    static func isUUID(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Bool {
        guard position + 36 <= bytes.count else { return false }
        for offset in 0..<36 {
            let byte = bytes[position + offset]
            switch offset {
            case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
            default: if !isHexDigit(byte) { return false }
            }
        }
        return true
    }
}
