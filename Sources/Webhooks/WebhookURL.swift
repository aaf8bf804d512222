/// Where an endpoint is, held to the house's rules. The grammar is narrower than that of URLs on purpose: what two
/// programs could read in two ways is none.
public struct WebhookURL: Sendable, Equatable {
    public struct Rules: Sendable {
        public var requiresTLS: Bool
        /// Nil: any.
        public var ports: Set<Int>?
        public var addresses: AddressRules

        public init(requiresTLS: Bool = true, ports: Set<Int>? = [443, 8443], addresses: AddressRules = AddressRules())
        {
            self.requiresTLS = requiresTLS
            self.ports = ports
            self.addresses = addresses
        }
    }

    /// Why a text cannot be used. For people; repeats nothing of the text.
    public struct Refusal: Error, Sendable, Equatable {
        public let reason: String

        public init(reason: String) { self.reason = reason }
    }

    public static let maximumBytes = 2_048

    public let text: String

    public init(_ text: String, rules: Rules) throws(Refusal) {
        guard (1...Self.maximumBytes).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw Refusal(reason: "1 to \(Self.maximumBytes) printable ASCII characters") }
        let isHTTPS = text.hasPrefix("https://")
        guard isHTTPS || text.hasPrefix("http://") else { throw Refusal(reason: "must begin with https://") }
        if !isHTTPS, rules.requiresTLS { throw Refusal(reason: "must begin with https://") }
        let rest = text.dropFirst(isHTTPS ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
        let path = rest[authority.endIndex...]
        if authority.contains("@") { throw Refusal(reason: "must hold no user or password") }
        if path.contains("#") { throw Refusal(reason: "must hold no fragment") }
        guard path.utf8.allSatisfy(Self.isPathByte) else { throw Refusal(reason: "must be percent-encoded") }
        let (host, port) = try Self.split(authority, standardPort: isHTTPS ? 443 : 80)
        if let ports = rules.ports, !ports.contains(port) {
            let list = ports.sorted().map { String($0) }.joined(separator: ", ")
            throw Refusal(reason: "must have one of the ports \(list)")
        }
        try Self.check(host, rules.addresses)
        self.text = text
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

    /// A name may lead anywhere: its addresses are looked at when the endpoint is called. An address is known now.
    private static func check(_ host: Substring, _ rules: AddressRules) throws(Refusal) {
        let literal = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host
        if let address = IPAddress(String(literal)), literal.contains(":") == host.hasPrefix("[") {
            if !rules.allows(address) { throw Refusal(reason: "must be at a public address") }
            return
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, labels.allSatisfy(isLabel), let last = labels.last,
            // Numbers alone are addresses in disguise: 127.1, 2130706433, 0x7f000001.
            last.utf8.first.map({ !(0x30...0x39).contains($0) }) == true
        else { throw Refusal(reason: "must have a host's name or an address") }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-._~!$&'()*+,;=:@%/?".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }
}
