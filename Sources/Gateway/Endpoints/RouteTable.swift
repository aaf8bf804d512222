import FoundationEssentials
import Hummingbird

/// Finds the endpoint of a request by its method and path.
struct RouteTable: Sendable {
    enum Match: Sendable {
        case endpoint(Endpoint, parameters: [String: String])
        /// The path is known, with these methods.
        case otherMethod(allow: String)
        case nothing

        var operation: String? {
            if case .endpoint(let endpoint, _) = self { return endpoint.operation }
            return nil
        }
    }

    private struct Route: Sendable {
        let parts: [Substring]
        let endpoint: Endpoint
    }

    /// By the number of parts.
    private let routes: [Int: [Route]]

    init(_ endpoints: [Endpoint]) {
        routes = Dictionary(
            grouping: endpoints.map { Route(parts: Self.split($0.path), endpoint: $0) }, by: \.parts.count)
    }

    func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
        let parts = Self.split(path)
        let fitting = (routes[parts.count] ?? []).filter { Self.fits($0.parts, parts) }
        if fitting.isEmpty { return .nothing }
        guard let route = fitting.first(where: { $0.endpoint.method == method }) else {
            return .otherMethod(allow: Set(fitting.map(\.endpoint.method.rawValue)).sorted().joined(separator: ", "))
        }
        var parameters: [String: String] = [:]
        for (pattern, part) in zip(route.parts, parts) where pattern.hasPrefix("{") {
            parameters[String(pattern.dropFirst().dropLast())] = String(part).removingPercentEncoding ?? String(part)
        }
        return .endpoint(route.endpoint, parameters: parameters)
    }

    private static func split(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { $0 }
    }

    private static func fits(_ pattern: [Substring], _ parts: [Substring]) -> Bool {
        zip(pattern, parts).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : $0 == $1 }
    }
}
