import HTTPTypes
import Hummingbird

/// Which web pages of other origins may use the API from a browser (the CORS protocol of the Fetch standard). None
/// unless the setting names them. Credentials that a browser would add by itself are never asked for: callers are known
/// by a header that the page sets.
struct CrossOrigin: Sendable {
    /// As `https://shop.example`, or `*`.
    let origins: Set<String>

    init(_ origins: [String]) { self.origins = Set(origins) }

    private static let any = "*"
    private static let maximumAgeSeconds = 600
    private static let requestHeaders = [
        "Authorization", "Content-Type", "Idempotency-Key", "Prefer", "If-Match", "If-None-Match", "Content-Digest",
        "Signature", "Signature-Input", "traceparent",
    ]
    private static let responseHeaders = [
        "ETag", "Idempotency-Replayed", "Link", "Location", "Preference-Applied", "RateLimit-Limit",
        "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "WWW-Authenticate", "X-Request-Id",
    ]

    /// Tells the browser whether the page that asked may see the answer.
    func mark(_ answer: inout Answer, for request: Request) {
        if origins.isEmpty { return }
        if !origins.contains(Self.any) { answer.vary(by: "Origin") }
        guard let allowed = allowed(request) else { return }
        answer.headers[.accessControlAllowOrigin] = allowed
        answer.headers[.accessControlExposeHeaders] = Self.responseHeaders.joined(separator: ", ")
    }

    /// The answer to OPTIONS: which methods an address has, and to a browser that asks before it sends a request, which
    /// headers it may send.
    func options(allow: String, _ request: Request) -> Answer {
        var answer = Answer.nothing
        answer.headers[.allow] = allow
        guard allowed(request) != nil, request.headers[.accessControlRequestMethod] != nil else { return answer }
        answer.headers[.accessControlAllowMethods] = allow
        answer.headers[.accessControlAllowHeaders] = Self.requestHeaders.joined(separator: ", ")
        answer.headers[.accessControlMaxAge] = String(Self.maximumAgeSeconds)
        answer.vary(by: "Access-Control-Request-Method, Access-Control-Request-Headers")
        return answer
    }

    private func allowed(_ request: Request) -> String? {
        guard let origin = request.headers[.origin] else { return nil }
        if origins.contains(Self.any) { return Self.any }
        return origins.contains(origin) ? origin : nil
    }
}
