import FoundationEssentials
import Hummingbird

/// What a request is refused with: RFC 9457, with a stable code of its own for each condition.
struct Problem: Error, Sendable, Equatable {
    let code: Code
    /// The field or parameter concerned.
    var field: String?
    /// For people; holds nothing of the request's data.
    var detail: String?
    var retryAfterSeconds: Int?
    /// With `method_not_allowed`.
    var allow: String?

    init(
        _ code: Code, field: String? = nil, _ detail: String? = nil, retryAfterSeconds: Int? = nil,
        allow: String? = nil
    ) {
        self.code = code
        self.field = field
        self.detail = detail
        self.retryAfterSeconds = retryAfterSeconds
        self.allow = allow
    }

    static func invalid(_ field: String, _ detail: String) -> Problem { Problem(.invalidField, field: field, detail) }

    var answer: Answer {
        let body = Body(
            type: "urn:giro:problem:\(code.rawValue)", title: code.title, status: code.status.code,
            code: code.rawValue, field: field, detail: detail)
        var answer = Answer.json(body, status: code.status)
        answer.contentType = "application/problem+json"
        if let retryAfterSeconds { answer.headers[.retryAfter] = String(retryAfterSeconds) }
        if let allow { answer.headers[.allow] = allow }
        if code.status == .unauthorized { answer.headers[.wwwAuthenticate] = "Bearer" }
        return answer
    }

    private struct Body: Encodable {
        let type: String
        let title: String
        let status: Int
        let code: String
        let field: String?
        let detail: String?
    }
}
