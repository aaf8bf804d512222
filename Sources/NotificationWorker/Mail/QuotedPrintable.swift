/// RFC 2045 quoted-printable for text.
package enum QuotedPrintable {
    private static let hexadecimal = Array("0123456789ABCDEF".utf8)
    /// A line holds at most 76 characters, the soft break's "=" among them.
    private static let limit = 75

    /// Encodes text whose lines end in LF; the encoded lines end in CRLF.
    package static func encode(_ text: String) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count + text.utf8.count / 4)
        var column = 0
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == 10 {
                encoded.append(13)
                encoded.append(10)
                column = 0
                continue
            }
            let endsLine = index + 1 == bytes.count || bytes[index + 1] == 10
            let isPlain = isPlain(byte, endsLine: endsLine)
            let width = isPlain ? 1 : 3
            if column + width > limit {
                encoded.append(UInt8(ascii: "="))
                encoded.append(13)
                encoded.append(10)
                column = 0
            }
            if isPlain {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "="))
                encoded.append(hexadecimal[Int(byte >> 4)])
                encoded.append(hexadecimal[Int(byte & 15)])
            }
            column += width
        }
        return encoded
    }

    /// White space at a line's end may be lost on the way, so it is encoded there.
    private static func isPlain(_ byte: UInt8, endsLine: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "="): false
        case 9, 32: !endsLine
        case 33...126: true
        default: false
        }
    }
}
