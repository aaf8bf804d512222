import Glibc

/// An address of IPv4 or IPv6: four or sixteen bytes.
public struct IPAddress: Sendable, Hashable {
    public let bytes: [UInt8]

    /// Nil for any other number of bytes. An IPv4 address written as IPv6 (`::ffff:a.b.c.d`) is the IPv4 address.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        self.bytes = bytes.count == 16 && Array(bytes[..<12]) == mapped ? Array(bytes[12...]) : bytes
    }

    /// The forms of RFC 4291 and dotted decimal of four parts; not the shorter ones that some programs read.
    public init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(withUnsafeBytes(of: v4) { Array($0) })
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(withUnsafeBytes(of: v6) { Array($0) })
        } else {
            return nil
        }
    }
}

/// All addresses that begin alike, as `10.0.0.0/8`.
public struct IPRange: Sendable, Hashable {
    private let first: IPAddress
    private let bits: Int

    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let first = IPAddress(String(parts[0])) else { return nil }
        let most = first.bytes.count * 8
        let bits = parts.count == 2 ? Int(parts[1]) : most
        guard let bits, (0...most).contains(bits) else { return nil }
        self.first = first
        self.bits = bits
    }

    public func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        let (whole, rest) = (bits / 8, bits % 8)
        guard address.bytes[..<whole] == first.bytes[..<whole] else { return false }
        if rest == 0 { return true }
        return (address.bytes[whole] ^ first.bytes[whole]) >> UInt8(8 - rest) == 0
    }
}
