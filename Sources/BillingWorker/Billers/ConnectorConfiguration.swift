import Curl

/// How billers are called over HTTP.
public struct ConnectorConfiguration: Sendable {
    /// Of each request, from its start to its last byte.
    public var requestTimeout: Duration
    public var connectTimeout: Duration
    /// Calls to one biller at once.
    public var concurrentPerBiller: Int
    /// Calls that may wait for a place at one biller; one more is tried again later.
    public var waitingPerBiller: Int
    /// Failures in a row after which a biller is left alone for a while.
    public var breakerFailures: Int
    public var breakerOpenFor: Duration
    /// A longer answer is none.
    public var maximumAnswerBytes: Int
    /// Plain `http` endpoints are not called.
    public var requiresTLS: Bool
    public var tls: TLSSettings
    /// Sent as `Authorization: Bearer`, by endpoint, over TLS only.
    public var tokens: [String: String]

    public init(
        requestTimeout: Duration = .seconds(10),
        connectTimeout: Duration = .seconds(3),
        concurrentPerBiller: Int = 32,
        waitingPerBiller: Int = 1_024,
        breakerFailures: Int = 5,
        breakerOpenFor: Duration = .seconds(5),
        maximumAnswerBytes: Int = 64 * 1_024,
        requiresTLS: Bool = false,
        tls: TLSSettings = TLSSettings(),
        tokens: [String: String] = [:]
    ) {
        self.requestTimeout = requestTimeout
        self.connectTimeout = connectTimeout
        self.concurrentPerBiller = concurrentPerBiller
        self.waitingPerBiller = waitingPerBiller
        self.breakerFailures = breakerFailures
        self.breakerOpenFor = breakerOpenFor
        self.maximumAnswerBytes = maximumAnswerBytes
        self.requiresTLS = requiresTLS
        self.tls = tls
        self.tokens = tokens
    }
}
