/// A mail address that this system takes in and sends to: `local@domain` in ASCII, without quoting or comments.
///
/// It is the one rule for the API, the messages and the mails, so an address that was taken is never found to be
/// unusable later.
public struct MailAddress: Sendable, Hashable {
    /// What SMTP allows (RFC 5321).
    public static let maximumBytes = 254

    public let text: String

    /// Nil for what SMTP could misread: spaces, control characters, brackets, quotes, a missing part, a part that
    /// begins with `-`, two dots in a row, non-ASCII. An international domain is written as it is looked up: `xn--...`.
    public init?(_ text: String) {
        var text = text
        guard text.withUTF8({ MailAddress.isValid(UnsafeRawBufferPointer($0)) }) else { return nil }
        self.text = text
    }

    /// The same text, as bytes.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard MailAddress.isValid(bytes) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= maximumBytes, let mark = bytes.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let (local, domain) = (bytes[..<mark], bytes[(mark + 1)...])
        return (1...64).contains(local.count) && (1...253).contains(domain.count)
            && parts(local).allSatisfy(isAtom) && parts(domain).allSatisfy(HostLabel.isValid)
    }

    private static func parts(_ bytes: Slice<UnsafeRawBufferPointer>) -> [Slice<UnsafeRawBufferPointer>] {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    }

    private static func isAtom(_ part: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard let first = part.first, first != UInt8(ascii: "-") else { return false }
        return part.allSatisfy { HostLabel.isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
    }
}

/// A part of a host's name between dots (RFC 1123).
enum HostLabel {
    static func isValid(_ label: some Collection<UInt8>) -> Bool {
        isValid(label, besides: [])
    }

    /// - Parameter besides: bytes that are allowed beside letters, digits and `-`.
    static func isValid(_ label: some Collection<UInt8>, besides: [UInt8]) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(label.count), label.first != hyphen else { return false }
        var last = hyphen
        for byte in label {
            guard isAlphanumeric(byte) || byte == hyphen || besides.contains(byte) else { return false }
            last = byte
        }
        return last != hyphen
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }
}
