/// The forms of addresses. Each gives the text back when it is one.
enum ContactRules {
    /// What HTML's e-mail fields accept, and no longer than SMTP allows: 64 bytes before the @, 254 in all.
    static func email(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count <= 254, let at = bytes.firstIndex(of: UInt8(ascii: "@")), (1...64).contains(at),
            bytes[..<at].allSatisfy({ isAlphanumeric($0) || "!#$%&'*+/=?^_`{|}~.-".utf8.contains($0) })
        else { return nil }
        let labels = bytes[(at + 1)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy(isHostLabel) ? text(bytes) : nil
    }

    /// The form of BCP 47, not its registry: `en`, `pt-BR`, `zh-Hant-TW`.
    static func locale(_ bytes: UnsafeRawBufferPointer) -> String? {
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard bytes.count <= 35, let language = parts.first, (2...8).contains(language.count),
            language.allSatisfy(isLetter),
            parts.dropFirst().allSatisfy({ (1...8).contains($0.count) && $0.allSatisfy(isAlphanumeric) })
        else { return nil }
        return text(bytes)
    }

    /// `http://` or `https://`, a host with perhaps a port, perhaps a path.
    static func endpoint(_ bytes: UnsafeRawBufferPointer) -> String? {
        address(bytes, pathBytes: "-._~!$&'()*+,;=:@%/")
    }

    /// The same, perhaps with a query.
    static func webhook(_ bytes: UnsafeRawBufferPointer) -> String? {
        address(bytes, pathBytes: "-._~!$&'()*+,;=:@%/?")
    }

    private static func address(_ bytes: UnsafeRawBufferPointer, pathBytes: String) -> String? {
        guard bytes.count <= 2048, let rest = dropScheme(bytes) else { return nil }
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let host = rest[..<end]
        guard let first = host.first, isAlphanumeric(first) || first == UInt8(ascii: "["),
            host.allSatisfy({ isAlphanumeric($0) || ".:-[]".utf8.contains($0) }),
            rest[end...].allSatisfy({ isAlphanumeric($0) || pathBytes.utf8.contains($0) })
        else { return nil }
        return text(bytes)
    }

    private static func dropScheme(_ bytes: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
        for scheme in ["https://", "http://"] where bytes.starts(with: scheme.utf8) {
            return bytes.dropFirst(scheme.utf8.count)
        }
        return nil
    }

    /// A part of a host's name between points.
    private static func isHostLabel(_ label: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard (1...63).contains(label.count), let first = label.first, let last = label.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
}
