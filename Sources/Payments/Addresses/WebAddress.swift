/// An address of HTTP, `http://` or `https://`: the one grammar for endpoints of businesses and of billers, in the API
/// and in messages. It is narrower than that of URLs on purpose: what two programs could read in two ways is none.
public struct WebAddress: Sendable, Hashable {
    public enum Host: Sendable, Hashable {
        /// It may lead anywhere: its addresses are looked at when it is called.
        case name(String)
        case address(IPAddress)
    }

    /// Why a text cannot be used. For people; repeats nothing of the text.
    public struct Refusal: Error, Sendable, Equatable {
        public let reason: String

        public init(reason: String) { self.reason = reason }
    }

    public static let maximumBytes = 2_048

    public let text: String
    public let isTLS: Bool
    public let host: Host
    public let port: Int
    public let hasQuery: Bool

    public init(_ text: String) throws(Refusal) {
        guard (1...Self.maximumBytes).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw Refusal(reason: "1 to \(Self.maximumBytes) printable ASCII characters") }
        isTLS = text.hasPrefix("https://")
        guard isTLS || text.hasPrefix("http://") else { throw Refusal(reason: "must begin with https://") }
        let rest = text.dropFirst(isTLS ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
        let path = rest[authority.endIndex...]
        if authority.contains("@") { throw Refusal(reason: "must hold no user or password") }
        if path.contains("#") { throw Refusal(reason: "must hold no fragment") }
        guard path.utf8.allSatisfy(Self.isPathByte) else { throw Refusal(reason: "must be percent-encoded") }
        hasQuery = path.contains("?")
        let (name, port) = try Self.split(authority, standardPort: isTLS ? 443 : 80)
        host = try Self.host(name)
        self.port = port
        self.text = text
    }

    /// The same text, as bytes. Nil when it is none.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= Self.maximumBytes, let address = try? WebAddress(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        self = address
    }

    private static func split(
        _ authority: Substring, standardPort: Int
    ) throws(Refusal) -> (host: Substring, port: Int) {
        let afterHost = authority.hasPrefix("[") ? authority.firstIndex(of: "]") ?? authority.startIndex : nil
        let colon = authority[(afterHost ?? authority.startIndex)...].firstIndex(of: ":")
        guard let colon else { return (authority, standardPort) }
        let digits = authority[authority.index(after: colon)...]
        guard let port = Int(digits), (1...65_535).contains(port), digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { throw Refusal(reason: "must have a port from 1 to 65535, or none") }
        return (authority[..<colon], port)
    }

    private static func host(_ host: Substring) throws(Refusal) -> Host {
        let literal = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host
        if let address = IPAddress(String(literal)), literal.contains(":") == host.hasPrefix("[") {
            return .address(address)
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        // Many hosts inside of companies have an underscore in their names.
        let underscore = [UInt8(ascii: "_")]
        guard host.utf8.count <= 253, labels.allSatisfy({ HostLabel.isValid($0.utf8, besides: underscore) }),
            // Numbers alone are addresses in disguise: 127.1, 2130706433, 0x7f000001.
            let first = labels.last?.utf8.first, !(0x30...0x39).contains(first)
        else { throw Refusal(reason: "must have a host's name or an address") }
        return .name(String(host))
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        HostLabel.isAlphanumeric(byte) || "-._~!$&'()*+,;=:@%/?".utf8.contains(byte)
    }
}
