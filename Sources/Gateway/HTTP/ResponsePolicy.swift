import HTTPTypes
import Hummingbird

/// Tells browsers how narrowly to take every answer. Unless the answer says more itself, it may load, run and frame
/// nothing. No address is passed on. Over TLS the host is never asked in plain text again.
struct ResponsePolicy<Inner: HTTPResponder>: HTTPResponder {
    typealias Context = Inner.Context

    let inner: Inner
    /// Whether the gateway speaks TLS itself. A proxy in front of it that does adds its own word.
    let isSecure: Bool

    func respond(to request: Request, context: Context) async throws -> Response {
        var response = try await inner.respond(to: request, context: context)
        let own = response.headers[.contentSecurityPolicy]
        response.headers[.contentSecurityPolicy] = own.map { $0 + "; " + Self.always } ?? Self.nothing
        response.headers[Self.referrerPolicy] = "no-referrer"
        response.headers[.xContentTypeOptions] = "nosniff"
        if isSecure { response.headers[.strictTransportSecurity] = Self.years }
        return response
    }

    private static var always: String {
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    }
    private static var nothing: String { "default-src 'none'; sandbox; " + always }
    /// Two years, as lists of such hosts want it.
    private static var years: String { "max-age=63072000; includeSubDomains" }

    private static var referrerPolicy: HTTPField.Name { knownReferrerPolicy }
}

private let knownReferrerPolicy: HTTPField.Name = {
    guard let name = HTTPField.Name("Referrer-Policy") else { preconditionFailure("no header's name") }
    return name
}()
