import Payments

/// `grt_` and, in base64url: the session's id, the generation, and a keyed hash that only this house can make. So a
/// token of an older generation is told from one that never was.
struct RefreshToken {
    static let prefix = "grt_"

    let session: Identifier
    let generation: Int32
    private let code: [UInt8]

    init(session: Identifier, generation: Int32, seed: [UInt8], root: RootKey) throws(IdentityError) {
        self.session = session
        self.generation = generation
        code = try Self.code(session, generation, seed, root)
    }

    /// Nil when the text is no such token.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let bytes = Base64URL.bytes(text.dropFirst(Self.prefix.count)),
            bytes.count == 16 + 4 + 32
        else { return nil }
        let (high, low, generation) = bytes.withUnsafeBytes { raw in
            (
                UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                Int32(bigEndian: raw.loadUnaligned(fromByteOffset: 16, as: Int32.self))
            )
        }
        session = Identifier(bits: PaymentID(high: high, low: low))
        self.generation = generation
        code = Array(bytes[20...])
    }

    func isGenuine(seed: [UInt8], root: RootKey) throws(IdentityError) -> Bool {
        isEqual(code, try Self.code(session, generation, seed, root))
    }

    var text: String {
        var bytes: [UInt8] = []
        withUnsafeBytes(of: session.bits.high.bigEndian) { bytes += $0 }
        withUnsafeBytes(of: session.bits.low.bigEndian) { bytes += $0 }
        withUnsafeBytes(of: generation.bigEndian) { bytes += $0 }
        return Self.prefix + Base64URL.text(bytes + code)
    }

    private static func code(
        _ session: Identifier, _ generation: Int32, _ seed: [UInt8], _ root: RootKey
    ) throws(IdentityError) -> [UInt8] {
        try root.hash("refresh", [Array(session.description.utf8), Array(String(generation).utf8), seed])
    }
}
