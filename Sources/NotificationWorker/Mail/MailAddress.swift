/// A mail address as this worker sends to: `local@domain` in ASCII, without quoting or comments.
public struct MailAddress: Sendable, Equatable {
    public let text: String

    /// Nil for what SMTP could misread: spaces, control characters, brackets, quotes, a missing part, non-ASCII.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 254, let mark = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let local = bytes[..<mark]
        let domain = bytes[(mark + 1)...]
        guard (1...64).contains(local.count), Self.isDotted(local, allowed: Self.isAtom),
            (1...253).contains(domain.count), Self.isDotted(domain, allowed: Self.isHost)
        else { return nil }
        self.text = text
    }

    private static func isDotted(_ bytes: ArraySlice<UInt8>, allowed: (UInt8) -> Bool) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.allSatisfy(allowed) && $0.first != UInt8(ascii: "-")
        }
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        isHost(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }
}
