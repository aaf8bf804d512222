import Crypto
import FoundationEssentials

/// The headers of a message as Standard Webhooks has them (standardwebhooks.com, version 1).
public enum WebhookSignature {
    public static let idHeader = "webhook-id"
    public static let timestampHeader = "webhook-timestamp"
    public static let signatureHeader = "webhook-signature"

    /// `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64, once for each key, separated by spaces: during a
    /// rotation a receiver that has either secret finds its signature.
    ///
    /// - Parameter timestamp: seconds since the Unix epoch, of this attempt.
    public static func text(id: String, timestamp: Int64, body: [UInt8], keys: [SymmetricKey]) -> String {
        keys.map { key in
            var code = HMAC<SHA256>(key: key)
            code.update(data: Data("\(id).\(timestamp).".utf8))
            code.update(data: Data(body))
            return "v1," + Data(code.finalize()).base64EncodedString()
        }.joined(separator: " ")
    }
}
