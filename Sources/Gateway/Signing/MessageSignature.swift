import HTTPTypes
import Hummingbird
import Identity

/// A signed request (RFC 9421 with `hmac-sha256`), read and put into the form that was signed. Whether the signature is
/// right is for whoever has the secret to say.
enum MessageSignature {
    /// Nil when the request carries none.
    ///
    /// - Throws: `invalid_signature` with what is missing.
    static func read(_ request: Request, hasBody: Bool) throws(Problem) -> SignedRequest? {
        guard let header = request.headers[.signatureInput] else { return nil }
        guard let input = SignatureInput.members(of: header).first(where: { Self.isOurs($0) }) else {
            throw invalid("Signature-Input must have keyid, created and nonce, and alg hmac-sha256 if any")
        }
        guard let signature = SignatureInput.signature(input.label, in: request.headers[.signature] ?? "") else {
            throw invalid("Signature must have a value under the same label")
        }
        guard let key = input.parameters["keyid"].flatMap({ Identifier($0) }), let created = input.seconds("created"),
            let nonce = input.parameters["nonce"], (16...64).contains(nonce.utf8.count)
        else { throw invalid("keyid is the key's id, created whole seconds, nonce 16 to 64 characters") }
        let expires = input.seconds("expires")
        if expires == nil, input.parameters["expires"] != nil { throw invalid("expires must be whole seconds") }
        let (path, query) = target(of: request)
        try check(input, request, hasQuery: !query.isEmpty, hasBody: hasBody)
        return SignedRequest(
            key: key, created: created, expires: expires, nonce: nonce,
            base: Array(try base(input, request, path, query).utf8), signature: signature)
    }

    private static func isOurs(_ input: SignatureInput) -> Bool {
        ["keyid", "created", "nonce"].allSatisfy { input.parameters[$0] != nil }
            && (input.parameters["alg"] ?? "hmac-sha256") == "hmac-sha256"
    }

    /// Everything that decides what the request does must be covered.
    private static func check(
        _ input: SignatureInput, _ request: Request, hasQuery: Bool, hasBody: Bool
    ) throws(Problem) {
        func covers(_ names: String...) -> Bool { names.contains { input.components.contains($0) } }
        var missing: [String] = []
        if !covers("@method") { missing.append("@method") }
        if !covers("@path", "@request-target") { missing.append("@path") }
        if hasQuery, !covers("@query", "@request-target") { missing.append("@query") }
        if hasBody, !covers("content-digest") { missing.append("content-digest") }
        if request.headers[.idempotencyKey] != nil, !covers("idempotency-key") { missing.append("idempotency-key") }
        if !missing.isEmpty { throw invalid("not covered: " + missing.joined(separator: ", ")) }
    }

    /// Section 2.5.
    private static func base(
        _ input: SignatureInput, _ request: Request, _ path: String, _ query: String
    ) throws(Problem) -> String {
        var base = ""
        for name in input.components {
            let value: String?
            switch name {
            case "@method": value = request.method.rawValue
            case "@path": value = path
            case "@query": value = "?" + query
            case "@request-target": value = request.head.path
            case "@authority": value = request.head.authority?.lowercased()
            default: value = HTTPField.Name(name).flatMap { request.headers[$0] }
            }
            guard let value else { throw invalid("a component that is covered is not in the request") }
            base += "\"\(name)\": \(value.trimmingPrefix { $0 == " " })\n"
        }
        return base + "\"@signature-params\": \(input.text)"
    }

    private static func target(of request: Request) -> (path: String, query: String) {
        let parts = (request.head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

    private static func invalid(_ detail: String) -> Problem { Problem(.invalidSignature, detail) }
}

extension HTTPField.Name {
    static let signatureInput = HTTPField.Name.named("Signature-Input")
    static let signature = HTTPField.Name.named("Signature")
    static let contentDigest = HTTPField.Name.named("Content-Digest")

    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header's name") }
        return name
    }
}
