/// FNV-1a over 64 bits: the same text gives the same digits in every process and version. It names things, it hides
/// nothing.
enum StableHash {
    static func hexadecimal(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
