import Payments

/// Everything that one attempt needs, as a call's body carries it: calls are made where no database is at hand.
///
/// It grows old: the endpoint may be moved, its secret rotated, or it be deleted while the call waits. Then the handler
/// makes a new one.
struct DeliveryOrder: Equatable {
    /// An older one is not used.
    static let lifetimeMicroseconds: Int64 = 60_000_000
    /// What an order begins with. A process of an earlier version reads no time there, and asks for a new order.
    private static let version = "v2"

    /// Microseconds since the Unix epoch, like the other times.
    var madeAt: Int64
    /// Whose calls this one is counted with.
    var owner: PaymentID
    var generation: Int32
    /// When the secrets before this one end, the newest of them first.
    var formerSecrets: [Int64]
    var url: String
    var body: [UInt8]

    /// Six lines, then the body.
    func bytes() -> [UInt8] {
        let former = formerSecrets.map { String($0) }.joined(separator: " ")
        return Array("\(Self.version)\n\(owner)\n\(madeAt)\n\(generation)\n\(former)\n\(url)\n".utf8) + body
    }

    init(madeAt: Int64, owner: PaymentID, generation: Int32, formerSecrets: [Int64], url: String, body: [UInt8]) {
        self.madeAt = madeAt
        self.owner = owner
        self.generation = generation
        self.formerSecrets = formerSecrets
        self.url = url
        self.body = body
    }

    init?(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 6, omittingEmptySubsequences: false)
        guard lines.count == 7 else { return nil }
        let texts = lines[..<6].map { String(decoding: $0, as: UTF8.self) }
        let former = texts[4].split(separator: " ").map { Int64($0) }
        guard texts[0] == Self.version, let owner = PaymentID(texts[1]), let madeAt = Int64(texts[2]),
            let generation = Int32(texts[3]), !former.contains(nil)
        else { return nil }
        self.init(
            madeAt: madeAt, owner: owner, generation: generation, formerSecrets: former.compactMap { $0 },
            url: texts[5], body: Array(lines[6]))
    }

    /// Whose calls a call is counted with, without reading the rest of its order.
    static func owner(of bytes: [UInt8]) -> PaymentID? {
        let start = bytes.prefix(64)
        let lines = start.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0].elementsEqual(version.utf8) else { return nil }
        return lines[1].withUnsafeBytes { PaymentID(utf8: $0) }
    }

    /// Clocks of machines differ a little, so one from the near future counts too.
    func isFresh(now: Int64) -> Bool {
        (now - Self.lifetimeMicroseconds...now + Self.lifetimeMicroseconds).contains(madeAt)
    }

    /// The generations of the secrets that messages are signed with, the newest first.
    func generations(now: Int64) -> [Int32] {
        let former = formerSecrets.enumerated().compactMap { index, until -> Int32? in
            let former = generation - 1 - Int32(index)
            return until > now && former > 0 ? former : nil
        }
        return [generation] + former
    }
}
