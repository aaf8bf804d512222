import Crypto
import FoundationEssentials

/// Seals what the database must not show, with AES-256-GCM and the key's id in front: `1, length, id, nonce+text+tag`.
public struct Vault: Sendable {
    private let secrets: NamedSecrets
    private static let version: UInt8 = 1

    public init(_ secrets: NamedSecrets) {
        self.secrets = secrets
    }

    /// - Parameter context: what the bytes are and whose; opening needs the same, so a value moved to another row or
    ///   column does not open.
    public func seal(_ bytes: [UInt8], context: String) throws -> [UInt8] {
        let entry = secrets.current
        let box = try AES.GCM.seal(bytes, using: entry.key, authenticating: Data(context.utf8))
        // A nonce of the standard size always has a combined form.
        guard let combined = box.combined else { throw IdentityError(.unreadableData) }
        return prefix + Array(combined)
    }

    /// What every value that is sealed now begins with.
    var prefix: [UInt8] {
        let id = Array(secrets.current.id.utf8)
        return [Self.version, UInt8(id.count)] + id
    }

    /// The id of the key that seals.
    public var currentKey: String { secrets.current.id }

    /// - Throws: `unreadable_data`.
    public func open(_ sealed: [UInt8], context: String) throws(IdentityError) -> [UInt8] {
        guard sealed.count > 2, sealed[0] == Self.version, sealed.count > 2 + Int(sealed[1]) else {
            throw IdentityError(.unreadableData)
        }
        let end = 2 + Int(sealed[1])
        let id = String(decoding: sealed[2..<end], as: UTF8.self)
        guard let entry = secrets.entries.first(where: { $0.id == id }),
            let box = try? AES.GCM.SealedBox(combined: Data(sealed[end...])),
            let opened = try? AES.GCM.open(box, using: entry.key, authenticating: Data(context.utf8))
        else { throw IdentityError(.unreadableData) }
        return Array(opened)
    }
}
