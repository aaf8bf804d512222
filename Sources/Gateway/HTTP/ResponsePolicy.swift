import HTTPTypes
import Hummingbird

/// Tells browsers how narrowly to take every answer. Unless the answer says more itself, it may load, run and frame
/// nothing. No address is passed on, and no cache keeps what is a person's. Over TLS the host is never asked in plain
/// text again.
struct ResponsePolicy<Inner: HTTPResponder>: HTTPResponder {
    typealias Context = Inner.Context

    let inner: Inner
    /// Whether the gateway speaks TLS itself. A proxy in front of it that does adds its own word.
    let isSecure: Bool

    func respond(to request: Request, context: Context) async throws -> Response {
        var response = try await inner.respond(to: request, context: context)
        let own = response.headers[.contentSecurityPolicy]
        response.headers[.contentSecurityPolicy] = own.map { $0 + "; " + forbidden } ?? nothing
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.xContentTypeOptions] = "nosniff"
        if isSecure { response.headers[.strictTransportSecurity] = twoYears }
        if isPersonal(request) { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// What is answered to a caller who says who they are stays in no cache, nor in their browser's. Programs may
    /// keep an answer with its entity tag all the same.
    private func isPersonal(_ request: Request) -> Bool {
        request.headers[.authorization] != nil || request.headers[.signatureInput] != nil
    }
}

private let forbidden = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
private let nothing = "default-src 'none'; sandbox; " + forbidden
private let twoYears = "max-age=63072000; includeSubDomains"

extension HTTPField.Name {
    fileprivate static let referrerPolicy: HTTPField.Name = {
        guard let name = HTTPField.Name("Referrer-Policy") else { preconditionFailure("no header's name") }
        return name
    }()
}
