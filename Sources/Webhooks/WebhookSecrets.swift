import Crypto
import FoundationEssentials

/// The secrets that messages to endpoints are signed with, each derived from the root secret (HKDF-SHA256, RFC 5869)
/// by the endpoint's id and the secret's generation. So they are stored nowhere, and the gateway that shows one and the
/// worker that signs with it need to know nothing of each other.
public struct WebhookSecrets: Sendable {
    private let root: SymmetricKey

    /// Nil for a root secret shorter than 32 bytes.
    public init?(root: String) {
        guard root.utf8.count >= 32 else { return nil }
        self.root = SymmetricKey(data: Data(root.utf8))
    }

    /// - Parameters:
    ///   - webhook: the endpoint's id.
    ///   - generation: 1 for the first secret; one more with each rotation.
    public func key(webhook: String, generation: Int32) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root, salt: Data("giro/webhook".utf8),
            info: Data("signing/\(webhook)/\(generation)".utf8), outputByteCount: 32)
    }

    /// As Standard Webhooks writes it: `whsec_` and the key in base64.
    public func text(webhook: String, generation: Int32) -> String {
        key(webhook: webhook, generation: generation).withUnsafeBytes { "whsec_" + Data($0).base64EncodedString() }
    }
}
