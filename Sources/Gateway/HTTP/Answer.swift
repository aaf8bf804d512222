import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Messages

/// What an endpoint answers, before it becomes a response.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var contentType: String
    var headers: HTTPFields = [:]
    var body: [UInt8]

    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Answer {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, numbers and flags only: encoding them cannot fail.
        let body = (try? encoder.encode(value)).map { Array($0) } ?? []
        return Answer(status: status, contentType: "application/json", body: body)
    }

    static func json(_ view: some Encodable & DirectView) -> Answer {
        var writer = JSONWriter(capacity: 512)
        writer.begin()
        view.write(to: &writer)
        writer.end()
        return Answer(status: .ok, contentType: "application/json", body: writer.bytes)
    }

    static func text(_ bytes: [UInt8], _ contentType: String) -> Answer {
        Answer(status: .ok, contentType: contentType, body: bytes)
    }

    static let nothing = Answer(status: .noContent, contentType: "", body: [])

    /// With an entity tag where the answer is to a GET or HEAD; 304 when the caller has it already, and without the
    /// body where only the head was asked for (RFC 9110, sections 9.3.2 and 13).
    func response(to request: Request) -> Response {
        var headers = headers
        let isRead = request.method == .get || request.method == .head
        if status != .noContent { headers[.contentType] = contentType }
        headers[.cacheControl] = headers[.cacheControl] ?? "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        if isRead, status == .ok {
            let tag = tag
            if let wanted = Preconditions.values(.ifMatch, in: request.headers), !wanted.includes(tag, isWeak: false) {
                var refusal = Problem(.preconditionFailed).answer
                refusal.headers.append(contentsOf: self.headers)
                return refusal.response(to: request)
            }
            headers[.eTag] = tag
            headers[.cacheControl] = headers[.cacheControl] == "no-store" ? "private, no-cache" : headers[.cacheControl]
            if Preconditions.values(.ifNoneMatch, in: request.headers)?.includes(tag, isWeak: true) == true {
                headers[.contentType] = nil
                return Response(status: .notModified, headers: headers)
            }
        }
        if status == .noContent { return Response(status: status, headers: headers) }
        if request.method == .head {
            headers[.contentLength] = String(body.count)
            return Response(status: status, headers: headers)
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// What stands for the body, to those who have seen it before.
    var tag: String {
        let digest = SHA256.hash(data: body)
        let quote = UInt8(ascii: "\"")
        return String(unsafeUninitializedCapacity: 26) { text in
            text[0] = quote
            for (index, byte) in digest.prefix(12).enumerated() {
                text[2 * index + 1] = Self.hexDigits[Int(byte >> 4)]
                text[2 * index + 2] = Self.hexDigits[Int(byte & 15)]
            }
            text[25] = quote
            return 26
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

extension Answer {
    /// Adds to `Vary`, which may name more already.
    mutating func vary(by names: String) {
        headers[.vary] = headers[.vary].map { "\($0), \(names)" } ?? names
    }
}

extension HTTPField.Name {
    static let idempotencyKey = known("Idempotency-Key")
    static let idempotencyReplayed = known("Idempotency-Replayed")
    static let prefer = known("Prefer")
    static let preferenceApplied = known("Preference-Applied")
    static let rateLimitLimit = known("RateLimit-Limit")
    static let rateLimitRemaining = known("RateLimit-Remaining")
    static let rateLimitReset = known("RateLimit-Reset")
    static let requestID = known("X-Request-Id")
    static let traceparent = known("traceparent")
    static let linkHeader = known("Link")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header's name") }
        return name
    }
}
