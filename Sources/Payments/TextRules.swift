/// What a text that people type may hold, wherever it comes in: references, names, bills' numbers, labels.
public enum TextRules {
    /// Of a text without a limit of its own; bytes of UTF-8.
    public static let maximumBytes = 140

    /// Whether valid UTF-8 is free of control characters. PostgreSQL keeps no NUL, and a line break has no place in
    /// what ends up in a mail's header.
    public static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for index in bytes.indices {
            switch bytes[index] {
            case ..<0x20, 0x7f: return false
            case 0xc2 where index + 1 < bytes.count:
                // U+0080 to U+009F.
                if bytes[index + 1] < 0xa0 { return false }
            default: continue
            }
        }
        return true
    }

    public static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isPlain(UnsafeRawBufferPointer($0)) }
    }

    /// What is taken in now: plain, and free of line separators and of marks that override the direction of writing,
    /// which make one text read as another. Messages from before may hold them; where they are shown they are taken
    /// out.
    public static func isPlainLine(_ text: String) -> Bool {
        isPlain(text)
            && !text.unicodeScalars.contains {
                (0x2028...0x202e).contains($0.value) || (0x2066...0x2069).contains($0.value)
            }
    }
}
