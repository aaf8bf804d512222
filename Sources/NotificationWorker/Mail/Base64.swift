/// RFC 2045 base64.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
        var group: UInt32 = 0
        var held = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            held += 1
            if held == 3 {
                append(group, digits: 4, to: &encoded)
                group = 0
                held = 0
            }
        }
        if held > 0 {
            append(group << (8 * UInt32(3 - held)), digits: held + 1, to: &encoded)
            encoded.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - held))
        }
        return encoded
    }

    /// In lines of 76 characters that end in CRLF.
    static func encodeLines(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let flat = encode(bytes)
        var lines: [UInt8] = []
        lines.reserveCapacity(flat.count + flat.count / 38 + 2)
        var start = 0
        while start < flat.count {
            let end = min(start + 76, flat.count)
            lines.append(contentsOf: flat[start..<end])
            lines.append(contentsOf: [13, 10])
            start = end
        }
        return lines
    }

    private static func append(_ group: UInt32, digits: Int, to encoded: inout [UInt8]) {
        for position in 0..<digits {
            encoded.append(alphabet[Int(group >> UInt32(18 - 6 * position)) & 63])
        }
    }
}
