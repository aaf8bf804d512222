/// Everything that one attempt needs, as a call's body carries it: calls are made where no database is at hand.
///
/// It grows old: the endpoint may be moved, its secret rotated, or it be deleted while the call waits. Then the handler
/// makes it anew.
struct DeliveryOrder: Equatable {
    /// An older one is not used.
    static let lifetimeMicroseconds: Int64 = 60_000_000

    /// Microseconds since the Unix epoch, like the other times.
    var madeAt: Int64
    var generation: Int32
    /// The secret before this one signs too until then; 0: there is none.
    var formerSecretUntil: Int64
    var url: String
    var body: [UInt8]

    /// Four lines, then the body.
    func bytes() -> [UInt8] {
        Array("\(madeAt)\n\(generation)\n\(formerSecretUntil)\n\(url)\n".utf8) + body
    }

    init(madeAt: Int64, generation: Int32, formerSecretUntil: Int64, url: String, body: [UInt8]) {
        self.madeAt = madeAt
        self.generation = generation
        self.formerSecretUntil = formerSecretUntil
        self.url = url
        self.body = body
    }

    init?(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 4, omittingEmptySubsequences: false)
        guard lines.count == 5 else { return nil }
        let texts = lines[..<4].map { String(decoding: $0, as: UTF8.self) }
        guard let madeAt = Int64(texts[0]), let generation = Int32(texts[1]), let until = Int64(texts[2]) else {
            return nil
        }
        self.init(
            madeAt: madeAt, generation: generation, formerSecretUntil: until, url: texts[3], body: Array(lines[4]))
    }

    /// Clocks of machines differ a little, so one from the near future counts too.
    func isFresh(now: Int64) -> Bool { abs(now - madeAt) < Self.lifetimeMicroseconds }
}
