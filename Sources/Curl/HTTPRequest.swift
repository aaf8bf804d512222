/// One line of an HTTP header section.
public struct HTTPHeader: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request over `http` or `https`. Redirects are never followed, and a request with a body is never sent a second
/// time by the client itself, not even when a kept connection breaks: only the caller knows whether a repetition is
/// safe.
public struct HTTPRequest: Sendable {
    public var method: String
    /// Absolute, already percent-encoded.
    public var url: String
    public var headers: [HTTPHeader]
    public var body: [UInt8]
    /// Name resolution, TCP and TLS together.
    public var connectTimeout: Duration
    /// The whole exchange, counted from the call, the time spent waiting for a free place included.
    public var timeout: Duration
    /// A longer answer ends the transfer with `response_too_large`.
    public var maximumResponseBytes: Int
    public var tls: TLSSettings
    /// Which addresses may be connected to; nil: any. Asked with the address itself (4 or 16 bytes) before each
    /// connection, so it holds whatever a name leads to at that moment. A kept connection was asked about when it was
    /// opened: requests with different rules belong to different clients. With a proxy it is the proxy's address.
    public var isPeerAllowed: (@Sendable ([UInt8]) -> Bool)?
    /// Proxy address; nil connects directly, whatever the environment says.
    public var proxy: String?

    public init(
        method: String = "GET",
        url: String,
        headers: [HTTPHeader] = [],
        body: [UInt8] = [],
        connectTimeout: Duration = .seconds(5),
        timeout: Duration = .seconds(30),
        maximumResponseBytes: Int = 1 << 20,
        tls: TLSSettings = TLSSettings(),
        isPeerAllowed: (@Sendable ([UInt8]) -> Bool)? = nil,
        proxy: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
        self.tls = tls
        self.isPeerAllowed = isPeerAllowed
        self.proxy = proxy
    }
}
