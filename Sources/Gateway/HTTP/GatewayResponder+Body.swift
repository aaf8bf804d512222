import HTTPTypes
import Hummingbird
import Messages
import NIOCore

extension GatewayResponder {
    /// Reads a body that is small enough, soon enough, and JSON.
    ///
    /// The bytes are parsed once: what the endpoint reads and what a repetition is known by are the same values.
    func reading(_ request: Request, into call: Call) async throws -> Call {
        guard Self.hasBody(request) else { return call }
        try Self.checkMediaType(request.headers)
        let limits = services.configuration.limits
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.bodyBytes {
            throw Problem(.bodyTooLarge, "at most \(limits.bodyBytes) bytes")
        }
        let body = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await Self.collect(request.body, most: limits.bodyBytes) }
            group.addTask {
                try await Task.sleep(for: .seconds(limits.bodySeconds))
                throw Problem(.requestTimeout)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length != body.count {
            throw Problem(.malformedRequest, "the body has another length than was said")
        }
        if body.isEmpty { return call }
        var call = call
        call.body = body
        call.object = try JSONObject(body)
        return call
    }

    private static func collect(_ body: RequestBody, most: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await part in body {
                guard bytes.count + part.readableBytes <= most else {
                    throw Problem(.bodyTooLarge, "at most \(most) bytes")
                }
                bytes += part.readableBytesView
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            // Chunks that are none, a coding that is not known, or a caller that went away.
            throw Problem(.malformedRequest, "the body cannot be read")
        }
        return bytes
    }

    /// `application/json`, in UTF-8 if it says so (RFC 8259 knows no other), and as it is.
    ///
    /// - Throws: `unsupported_media_type`.
    private static func checkMediaType(_ headers: HTTPFields) throws(Problem) {
        let parts = (headers[.contentType] ?? "").split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.trimming { $0 == " " || $0 == "\t" }.lowercased() }
        guard parts.first == "application/json" else { throw Problem(.unsupportedMediaType) }
        for parameter in parts.dropFirst() where !parameter.isEmpty {
            guard ["charset=utf-8", "charset=\"utf-8\""].contains(parameter) else {
                throw Problem(.unsupportedMediaType, "of the parameters only charset=utf-8")
            }
        }
        guard (headers[.contentEncoding] ?? "identity").lowercased() == "identity" else {
            throw Problem(.unsupportedMediaType, "a Content-Encoding is not taken")
        }
    }
}

extension Substring {
    fileprivate func trimming(_ isSpace: (Character) -> Bool) -> Substring {
        var text = self.trimmingPrefix(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }
}
