/// A number that stands for a request's content, to tell a request sent twice from a second request with the same id.
///
/// FNV-1a, 64 bits, over every field with its length before it, so that no two lists of fields give the same bytes.
/// A fingerprint is only ever compared with the one stored for the same payment id. Two bodies of one id match by
/// accident once in 2^64; and who forges a match gains nothing, because the first request's stored content is what
/// counts and the second is taken for its repetition. So speed matters here, not cryptographic strength.
public struct Fingerprint: Sendable {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    public init() {}

    public mutating func add(_ text: String) {
        add(Int64(text.utf8.count))
        for byte in text.utf8 { mix(byte) }
    }

    /// Nil differs from the empty text.
    public mutating func add(_ text: String?) {
        guard let text else { return add(-1) }
        add(text)
    }

    public mutating func add(_ number: Int64) {
        var rest = UInt64(bitPattern: number)
        for _ in 0..<8 {
            mix(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// As a database's bigint keeps it.
    public var value: Int64 { Int64(bitPattern: state) }

    private mutating func mix(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
}
