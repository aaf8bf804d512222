/// Finds e-mail addresses in raw bytes. The at sign may also be written `%40` (in URLs) or `\u0040` (in JSON), and
/// letters beyond ASCII as UTF-8 or as JSON escapes.
struct EmailScanner {
    let bytes: UnsafeRawBufferPointer

    func ranges() -> [Range<Int>] {
        var found: [Range<Int>] = []
        var position = 0
        while position < bytes.count {
            let width = atSignWidth(at: position)
            guard width > 0 else {
                position += 1
                continue
            }
            let start = localStart(before: position, notBefore: found.last?.upperBound ?? 0)
            let end = domainEnd(from: position + width)
            if start < position && end > position + width { found.append(start..<end) }
            position = max(end, position + width)
        }
        return found
    }

    private func atSignWidth(at position: Int) -> Int {
        switch bytes[position] {
        case UInt8(ascii: "@"): 1
        case UInt8(ascii: "%"): matches("%40", at: position) ? 3 : 0
        case UInt8(ascii: "\\"): matches("\\u0040", at: position) && !Bytes.isEscaped(bytes, at: position) ? 6 : 0
        default: 0
        }
    }

    private func matches(_ text: StaticString, at position: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
    }

    private func localStart(before end: Int, notBefore limit: Int) -> Int {
        var start = end
        while start > limit, EmailScanner.isLocal(bytes[start - 1]) {
            start -= start - 6 >= limit && Bytes.isUnicodeEscape(bytes, at: start - 6) ? 6 : 1
        }
        // The letter of an escape like \n is no part of the address.
        return start < end && bytes[start] != UInt8(ascii: "\\") && Bytes.isEscaped(bytes, at: start)
            ? start + 1 : start
    }

    private func domainEnd(from start: Int) -> Int {
        var end = start
        while end < bytes.count {
            if EmailScanner.isDomain(bytes[end]) {
                end += 1
            } else if Bytes.isUnicodeEscape(bytes, at: end) {
                end += 6
            } else {
                break
            }
        }
        while end > start, bytes[end - 1] == UInt8(ascii: ".") || bytes[end - 1] == UInt8(ascii: "-") { end -= 1 }
        return end
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        Bytes.isAlphanumeric(byte) || byte >= 0x80 || ".!#$%&'*+/=?^_`{|}~-".utf8.contains(byte)
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        Bytes.isAlphanumeric(byte) || byte >= 0x80 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
}
