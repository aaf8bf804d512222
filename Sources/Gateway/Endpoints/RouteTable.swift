import FoundationEssentials
import Hummingbird

/// Finds the endpoint of a request by its method and path.
struct RouteTable: Sendable {
    enum Match: Sendable {
        case endpoint(Endpoint, parameters: [String: String])
        /// The path is known, with these methods.
        case otherMethod(allow: String)
        /// Which methods the path has was asked for.
        case options(allow: String)
        case nothing

        var operation: String? {
            if case .endpoint(let endpoint, _) = self { return endpoint.operation }
            return nil
        }
    }

    private enum Part: Sendable {
        case fixed(String)
        case parameter(String)

        init(_ pattern: Substring) {
            let isParameter = pattern.hasPrefix("{")
            self = isParameter ? .parameter(String(pattern.dropFirst().dropLast())) : .fixed(String(pattern))
        }
    }

    private struct Route: Sendable {
        let parts: [Part]
        let endpoint: Endpoint
        /// How many parts are fixed.
        let fixed: Int

        init(_ endpoint: Endpoint) {
            self.endpoint = endpoint
            parts = RouteTable.split(endpoint.path).map(Part.init)
            fixed = parts.count { if case .fixed = $0 { true } else { false } }
        }
    }

    /// By the number of parts.
    private let routes: [Int: [Route]]
    private let everyMethod: String

    init(_ endpoints: [Endpoint]) {
        let routes = endpoints.map { Route($0) }
        self.routes = Dictionary(grouping: routes, by: \.parts.count)
        everyMethod = Self.allow(endpoints)
    }

    func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
        let parts = Self.split(path)
        let fitting = Self.closest((routes[parts.count] ?? []).filter { Self.fits($0.parts, parts) })
        if method == .options, path == "*" { return .options(allow: everyMethod) }
        if fitting.isEmpty { return .nothing }
        // Who asks for the head is told what GET would tell.
        let wanted = method == .head ? .get : method
        guard let route = fitting.first(where: { $0.endpoint.method == wanted }) else {
            let allow = Self.allow(fitting.map(\.endpoint))
            return method == .options ? .options(allow: allow) : .otherMethod(allow: allow)
        }
        var parameters: [String: String] = [:]
        for (pattern, part) in zip(route.parts, parts) {
            guard case .parameter(let name) = pattern else { continue }
            let isPlain = !part.utf8.contains(UInt8(ascii: "%"))
            parameters[name] = isPlain ? String(part) : String(part).removingPercentEncoding ?? String(part)
        }
        return .endpoint(route.endpoint, parameters: parameters)
    }

    /// Of several paths that fit, the one with the fewest parts that vary: `/v1/accounts/create` is no account.
    private static func closest(_ routes: [Route]) -> [Route] {
        guard routes.count > 1, let most = routes.map(\.fixed).max() else { return routes }
        return routes.filter { $0.fixed == most }
    }

    /// The methods of one path, for `Allow`.
    private static func allow(_ endpoints: [Endpoint]) -> String {
        var methods = Set(endpoints.map(\.method.rawValue)).union(["OPTIONS"])
        if methods.contains("GET") { methods.insert("HEAD") }
        return methods.sorted().joined(separator: ", ")
    }

    /// At bytes: a slash is one, and looking for whole characters costs more than all else that is done here.
    private static func split(_ path: String) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst().map(Substring.init)
    }

    private static func fits(_ pattern: [Part], _ parts: [Substring]) -> Bool {
        zip(pattern, parts).allSatisfy { pattern, part in
            switch pattern {
            case .fixed(let text): text == part
            case .parameter: !part.isEmpty
            }
        }
    }
}
