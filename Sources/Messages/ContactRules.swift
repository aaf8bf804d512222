/// The form of language tags.
enum ContactRules {
    /// The form of BCP 47, not its registry: `en`, `pt-BR`, `zh-Hant-TW`. Gives the text back when it is one.
    static func locale(_ bytes: UnsafeRawBufferPointer) -> String? {
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard bytes.count <= 35, let language = parts.first, (2...8).contains(language.count),
            language.allSatisfy(isLetter),
            parts.dropFirst().allSatisfy({ (1...8).contains($0.count) && $0.allSatisfy(isAlphanumeric) })
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
