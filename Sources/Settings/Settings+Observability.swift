import Foundation

/// How a worker's process shows itself.
public struct ObservabilitySettings: Sendable, Equatable {
    /// Where metrics and health are served; `nil` nowhere.
    public var listen: (host: String, port: Int)? { address.map { ($0.host, $0.port) } }
    /// Names the process.
    public var instance: String
    public var stuckAfter: Duration
    /// Where spans are sent; `nil` nowhere.
    public var tracesEndpoint: String?
    /// 0 to 1.
    public var tracesSample: Double
    public var tracesHeaders: [(name: String, value: String)] { headers.pairs }

    let address: ListenAddress?
    let headers: HeaderPairs
}

extension Settings {
    public var observability: ObservabilitySettings {
        ObservabilitySettings(
            instance: text(.instanceName) ?? ProcessInfo.processInfo.hostName, stuckAfter: duration(.healthStuckAfter),
            tracesEndpoint: text(.tracesEndpoint),
            tracesSample: Double(requiredText(.tracesSample)) ?? 1,
            address: ListenAddress(requiredText(.metricsListen)),
            headers: HeaderPairs(text(.tracesHeaders) ?? "") ?? .none)
    }

    func observabilityProblems() -> [SettingsError.Problem] {
        var problems: [SettingsError.Problem] = []
        let listen = requiredText(.metricsListen)
        if listen != "off", ListenAddress(listen) == nil {
            problems.append(.init(.invalidValue, SettingKey.metricsListen.name, "must be host:port or off"))
        }
        if let endpoint = text(.tracesEndpoint), !endpoint.hasPrefix("http://"), !endpoint.hasPrefix("https://") {
            problems.append(.init(.invalidValue, SettingKey.tracesEndpoint.name, "must be an http or https URL"))
        }
        if HeaderPairs(text(.tracesHeaders) ?? "") == nil {
            problems.append(.init(.invalidValue, SettingKey.tracesHeaders.name, "must be name=value pairs"))
        }
        return problems
    }
}

/// `host:port`; an IPv6 address stands in brackets.
struct ListenAddress: Equatable {
    let host: String
    let port: Int

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = port
    }
}

/// `name=value` pairs, separated by commas or lines.
struct HeaderPairs: Equatable {
    static let none = HeaderPairs(pairs: [])

    let pairs: [(name: String, value: String)]

    private init(pairs: [(name: String, value: String)]) { self.pairs = pairs }

    init?(_ text: String) {
        var pairs: [(name: String, value: String)] = []
        for pair in text.split(whereSeparator: { $0 == "," || $0.isNewline }) {
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { return nil }
            pairs.append((String(parts[0]), String(parts[1])))
        }
        self.pairs = pairs
    }

    static func == (left: HeaderPairs, right: HeaderPairs) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0 == $1 }
    }
}
