import HTTPTypes
import Hummingbird

/// What a request must be, and what must be the case, for it to be looked at.
extension GatewayResponder {
    /// One `Host`, or none in HTTP/1.0, which `OlderRequests` gives an empty one (RFC 9112, section 3.2).
    ///
    /// - Throws: `malformed_request`.
    static func checkHost(_ request: Request) throws(Problem) {
        guard request.head.authority != nil, !request.headers.contains(.secondHost) else {
            throw Problem(.malformedRequest, "exactly one Host is needed")
        }
    }

    /// `If-Match` of a change (RFC 9110, section 13.1.1): what is there now must be what the caller has seen, as a GET
    /// of the same address answers it. Two changes at the same moment can both have seen it.
    ///
    /// - Throws: `precondition_failed`.
    func checkIfMatch(_ call: Call, _ endpoint: Endpoint, _ services: Services) async throws {
        guard endpoint.method != .get, let wanted = Preconditions.values(.ifMatch, in: call.headers) else { return }
        guard case .endpoint(let reading, _) = routes.match(.get, call.path) else {
            throw Problem(.preconditionFailed)
        }
        try reading.admit(call.identifiedCaller)
        let present = try await reading.handle(call, services)
        guard present.status == .ok, wanted.includes(present.tag, isWeak: false) else {
            throw Problem(.preconditionFailed)
        }
    }
}

extension HTTPField.Name {
    /// The first one is the request's authority; what is among the headers came after it.
    fileprivate static let secondHost: HTTPField.Name = {
        guard let name = HTTPField.Name("Host") else { preconditionFailure("Host is no header's name") }
        return name
    }()
}
