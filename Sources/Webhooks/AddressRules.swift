import Payments

/// Which addresses endpoints may have. What only the house can reach is refused: a URL that strangers register must not
/// make this side ask its own databases, neighbours or the cloud's metadata service for them.
public struct AddressRules: Sendable {
    private let allowed: [IPRange]

    /// - Parameter allowed: ranges that are let through although they are not public.
    public init(allowed: [IPRange] = []) {
        self.allowed = allowed
    }

    public func allows(_ address: IPAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        if address.bytes.count == 16, !Self.global.contains(address) { return false }
        return !Self.special.contains { $0.contains(address) }
    }

    /// The only part of IPv6 that is given out for the public: no loopback, link-local, unique local, multicast, NAT64.
    private static let global = range("2000::/3")

    /// IANA's registries of special-purpose addresses, and multicast.
    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20",
    ].map(range)

    private static func range(_ text: String) -> IPRange {
        guard let range = IPRange(text) else { preconditionFailure("\(text) is no range") }
        return range
    }
}
