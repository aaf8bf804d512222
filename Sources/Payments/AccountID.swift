/// An account's id: 1 to 64 bytes of `A-Z a-z 0-9 . _ : -`.
///
/// It is chosen by whoever opens the account, and must say nothing about a person.
public struct AccountID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let maximumBytes = 64

    public let text: String

    /// Nil when the text is no account id.
    public init?(_ text: String) {
        guard AccountID.isValid(text.utf8) else { return nil }
        self.text = text
    }

    /// The same text, as bytes.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard AccountID.isValid(bytes) else { return nil }
        self.text = String(decoding: bytes, as: UTF8.self)
    }

    public var description: String { text }

    public static func < (left: AccountID, right: AccountID) -> Bool { left.text < right.text }

    private static func isValid(_ bytes: some Collection<UInt8>) -> Bool {
        (1...maximumBytes).contains(bytes.count) && bytes.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
