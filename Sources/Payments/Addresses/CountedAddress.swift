/// A caller's address as it is counted, wherever requests, attempts or connections are: an IPv4 address as it is, an
/// IPv6 address by its first 64 bits. One customer has at least a /64, so its last half tells no two callers apart.
public struct CountedAddress: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// - Parameter text: an address as a connection or a proxy's header gives it; a port, brackets and a zone are left
    ///   out. Text that is no address counts as itself, as far as 64 bytes go.
    public init(_ text: String) {
        guard let address = IPAddress(Self.bare(text)) else {
            self.text = String(text.prefix(64))
            return
        }
        if address.bytes.count == 4 {
            self.text = address.bytes.map { String($0) }.joined(separator: ".")
        } else {
            let groups = stride(from: 0, to: 8, by: 2).map { index in
                String(UInt16(address.bytes[index]) << 8 | UInt16(address.bytes[index + 1]), radix: 16)
            }
            self.text = groups.joined(separator: ":") + "::/64"
        }
    }

    public var description: String { text }

    private static func bare(_ text: String) -> String {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return withoutZone(text[text.index(after: text.startIndex)..<end])
        }
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        if colons == 1, let colon = text.firstIndex(of: ":") { return String(text[..<colon]) }
        return withoutZone(text[...])
    }

    private static func withoutZone(_ text: Substring) -> String { String(text.prefix { $0 != "%" }) }
}
