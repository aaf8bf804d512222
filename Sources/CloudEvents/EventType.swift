/// What the `ce_type` header says: a name, which is the topic's, and a version. `wallet.debited.v1` is version 1 of
/// `wallet.debited`.
public struct EventType: Sendable, Equatable {
    public var name: String
    public var version: Int

    public init(name: String, version: Int) {
        self.name = name
        self.version = version
    }

    /// Nil when the text does not end in `.v` and a number from 1 to 9999 without leading zeros.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard let mark = bytes.lastIndex(of: UInt8(ascii: ".")), mark != bytes.startIndex else { return nil }
        let version = bytes[mark...].dropFirst()
        guard version.first == UInt8(ascii: "v") else { return nil }
        let digits = version.dropFirst()
        guard (1...4).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.name = String(text[..<mark])
        self.version = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    public var text: String { "\(name).v\(version)" }
}
