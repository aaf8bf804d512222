import Hummingbird
import NIOCore

extension GatewayResponder {
    /// Reads a body that is small enough, soon enough, and JSON.
    func reading(_ request: Request, into call: Call) async throws -> Call {
        guard Self.hasBody(request) else { return call }
        guard Self.isJSON(request.headers[.contentType]) else { throw Problem(.unsupportedMediaType) }
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
        return call.with(body: body)
    }

    private static func collect(_ body: RequestBody, most: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= most else {
                throw Problem(.bodyTooLarge, "at most \(most) bytes")
            }
            bytes += part.readableBytesView
        }
        return bytes
    }

    /// `application/json`, with whatever parameters.
    private static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let type = contentType.split(separator: ";").first ?? ""
        return type.trimmingPrefix { $0 == " " }.lowercased().hasPrefix("application/json")
    }
}

extension Call {
    fileprivate func with(body: [UInt8]) -> Call {
        Call(
            method: method, path: path, parameters: parameters, uri: uri, headers: headers, body: body,
            address: address, identifiedCaller: identifiedCaller, subject: subject, act: act)
    }
}
