import Glibc

/// What of an address counts as one neighbour: an IPv4 address, or the /64 of an IPv6 address, of which a subscriber
/// has all.
public enum NetworkAddress {
    /// - Returns: the text as it is when it is no address.
    public static func network(of text: String) -> String {
        var bytes = in6_addr()
        let host = text.split(separator: "%", maxSplits: 1).first.map { String($0) } ?? text
        guard inet_pton(AF_INET6, host, &bytes) == 1 else { return text }
        let all = withUnsafeBytes(of: bytes) { Array($0) }
        let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xff && all[11] == 0xff
        if isMapped { return all[12...].map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 8, by: 2).map { String(UInt16(all[$0]) << 8 | UInt16(all[$0 + 1]), radix: 16) }
        return groups.joined(separator: ":") + "::/64"
    }
}
