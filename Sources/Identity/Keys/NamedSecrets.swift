import Crypto
import FoundationEssentials

/// Secrets with names, as settings hold them: `id=secret`, separated by commas or lines. The first one is used from now
/// on; the others open what was made with them before.
public struct NamedSecrets: Sendable {
    public struct Entry: Sendable {
        public let id: String
        let key: SymmetricKey
    }

    public let entries: [Entry]

    public var current: Entry { entries[0] }

    /// Ids are 1 to 32 of `A-Z a-z 0-9 . _ -`; a secret has at least 32 bytes, as `openssl rand -hex 32` prints them.
    ///
    /// - Parameter purpose: keys for different purposes differ, even if somebody gives the same secret for both.
    /// - Throws: `invalid_keys`.
    public init(_ text: String, purpose: String) throws(IdentityError) {
        var entries: [Entry] = []
        for pair in text.split(whereSeparator: { $0 == "," || $0.isNewline }) {
            let pair = pair.drop { $0 == " " }
            if pair.isEmpty { continue }
            guard let sign = pair.firstIndex(of: "=") else { throw IdentityError(.invalidKeys) }
            let id = String(pair[..<sign])
            guard Self.isID(id), !entries.contains(where: { $0.id == id }) else { throw IdentityError(.invalidKeys) }
            let secret = String(pair[pair.index(after: sign)...])
            entries.append(Entry(id: id, key: try Self.key(secret, purpose: purpose)))
        }
        if entries.isEmpty { throw IdentityError(.invalidKeys) }
        self.entries = entries
    }

    static func key(_ secret: String, purpose: String) throws(IdentityError) -> SymmetricKey {
        guard secret.utf8.count >= 32 else { throw IdentityError(.invalidKeys) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data("giro/1/\(purpose)".utf8),
            outputByteCount: 32)
    }

    private static func isID(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                let letter = byte | 0x20
                return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._-".utf8.contains(byte)
            }
    }
}
