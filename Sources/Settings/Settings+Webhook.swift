/// How endpoints of businesses are told of payments, and which endpoints may be.
public struct WebhookSettings: Sendable, Equatable {
    /// Nil where none is given: then neither endpoints can be registered nor messages be signed.
    public var rootSecret: String?
    public var requiresTLS: Bool
    /// Nil: any.
    public var ports: Set<Int>?
    /// Ranges of addresses, as text.
    public var networks: [String]
    public var authorityFile: String?
    public var requestTimeout: Duration
    public var connectTimeout: Duration
    public var concurrentCalls: Int
    public var breakerFailures: Int
    public var breakerPause: Duration
    public var retryFirst: Duration
    public var retryLongest: Duration
    public var maximumAge: Duration
    public var disableAfter: Duration
    public var orderWait: Duration
    public var retention: Duration
    public var rotationGrace: Duration
}

extension Settings {
    public var webhook: WebhookSettings {
        WebhookSettings(
            rootSecret: text(.webhookRoot), requiresTLS: requiredText(.webhookTLS) == "required",
            ports: PortList.parse(requiredText(.webhookPorts)) ?? [443],
            networks: (text(.webhookNetworks) ?? "").split(separator: ",").map { String($0.trimming(" ")) },
            authorityFile: text(.webhookAuthorityFile).map(path), requestTimeout: duration(.webhookRequestTimeout),
            connectTimeout: duration(.webhookConnectTimeout), concurrentCalls: integer(.webhookConcurrentCalls),
            breakerFailures: integer(.webhookBreakerFailures), breakerPause: duration(.webhookBreakerPause),
            retryFirst: duration(.webhookRetryFirst), retryLongest: duration(.webhookRetryLongest),
            maximumAge: duration(.webhookMaximumAge), disableAfter: duration(.webhookDisableAfter),
            orderWait: duration(.webhookOrderWait), retention: duration(.webhookRetention),
            rotationGrace: duration(.webhookRotationGrace))
    }
}

/// `443,8443`, or `any`.
enum PortList {
    /// The inner nil: any. The outer: the text is no list of ports.
    static func parse(_ text: String) -> Set<Int>?? {
        if text == "any" { return .some(nil) }
        let parts = text.split(separator: ",").map { $0.trimming(" ") }
        let ports = parts.compactMap { Int($0) }
        guard !ports.isEmpty, ports.count == parts.count, ports.allSatisfy({ (1...65_535).contains($0) }) else {
            return nil
        }
        return .some(Set(ports))
    }
}

extension Substring {
    fileprivate func trimming(_ character: Character) -> Substring {
        var text = drop { $0 == character }
        while text.last == character { text.removeLast() }
        return text
    }
}
