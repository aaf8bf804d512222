import Crypto
import HTTPTypes

/// `Content-Digest: sha-256=:...:` (RFC 9530).
enum ContentDigest {
    /// Of a signed request. A digest was signed with what it is of, so no body must agree with it too.
    ///
    /// - Throws: `digest_mismatch` when the body is another one than was signed, or there is no SHA-256 of it.
    static func check(_ headers: HTTPFields, body: [UInt8]) throws(Problem) {
        if body.isEmpty, headers[.contentDigest] == nil { return }
        let digest = SignatureInput.signature("sha-256", in: headers[.contentDigest] ?? "")
        guard let digest, digest == Array(SHA256.hash(data: body)) else { throw Problem(.digestMismatch) }
    }
}
