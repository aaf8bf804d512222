import Crypto
import HTTPTypes

/// `Content-Digest: sha-256=:...:` (RFC 9530).
enum ContentDigest {
    /// - Throws: `digest_mismatch` when the body is another one than was signed, or there is no SHA-256 of it.
    static func check(_ headers: HTTPFields, body: [UInt8]) throws(Problem) {
        let digest = SignatureInput.signature("sha-256", in: headers[.contentDigest] ?? "")
        guard let digest, digest == Array(SHA256.hash(data: body)) else { throw Problem(.digestMismatch) }
    }
}
