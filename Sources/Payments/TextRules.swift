/// What a text that people type may hold, wherever it comes in: references, names, bills' numbers, labels.
public enum TextRules {
    /// Of a text without a limit of its own; bytes of UTF-8.
    public static let maximumBytes = 140

    /// Whether valid UTF-8 is free of what could make a line or a mail read as another: control characters, line
    /// separators, and marks that override the direction of writing. PostgreSQL keeps no NUL either.
    public static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for index in bytes.indices {
            switch bytes[index] {
            case ..<0x20, 0x7f: return false
            case 0x20..<0xc2: continue
            case 0xc2 where index + 1 < bytes.count:
                // U+0080 to U+009F.
                if bytes[index + 1] < 0xa0 { return false }
            case 0xe2 where index + 2 < bytes.count:
                if separatesOrTurns(bytes[index + 1], bytes[index + 2]) { return false }
            default: continue
            }
        }
        return true
    }

    public static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isPlain(UnsafeRawBufferPointer($0)) }
    }

    /// U+2028 to U+202E and U+2066 to U+2069.
    private static func separatesOrTurns(_ second: UInt8, _ third: UInt8) -> Bool {
        second == 0x80 && (0xa8...0xae).contains(third) || second == 0x81 && (0xa6...0xa9).contains(third)
    }
}
