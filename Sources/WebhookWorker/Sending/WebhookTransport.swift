import Curl
import Payments
import Webhooks

/// The way of a message to its endpoint. Called concurrently.
public protocol WebhookTransport: Sendable {
    /// Never throws: every outcome is one of the two.
    func post(_ post: WebhookPost) async -> WebhookAnswer
}

/// One attempt, signed.
public struct WebhookPost: Sendable {
    public let url: WebhookURL
    /// The same for every attempt at one message.
    public let id: String
    /// Seconds since the Unix epoch.
    public let timestamp: Int64
    public let signature: String
    public let body: [UInt8]
}

public enum WebhookAnswer: Sendable, Equatable {
    /// - Parameter retryAfter: what the endpoint asked for, or zero.
    case status(Int, retryAfter: Duration)
    /// Nothing that could be read as an answer. It may have arrived.
    case none(code: CurlError.Code)
}

/// HTTP POST. Redirects are not followed, and no address is connected to that the rules do not allow.
public struct HTTPWebhookTransport: WebhookTransport {
    public struct Configuration: Sendable {
        /// Of the whole exchange, and of its part until the connection stands.
        public var requestTimeout: Duration
        public var connectTimeout: Duration
        /// A longer answer is none: nobody reads it.
        public var maximumAnswerBytes: Int
        public var addresses: AddressRules
        public var tls: TLSSettings

        public init(
            requestTimeout: Duration = .seconds(15), connectTimeout: Duration = .seconds(5),
            maximumAnswerBytes: Int = 64 * 1_024, addresses: AddressRules = AddressRules(),
            tls: TLSSettings = TLSSettings()
        ) {
            self.requestTimeout = requestTimeout
            self.connectTimeout = connectTimeout
            self.maximumAnswerBytes = maximumAnswerBytes
            self.addresses = addresses
            self.tls = tls
        }
    }

    private let client: CurlClient
    private let configuration: Configuration

    public init(client: CurlClient, configuration: Configuration = Configuration()) {
        self.client = client
        self.configuration = configuration
    }

    public func post(_ post: WebhookPost) async -> WebhookAnswer {
        let request = HTTPRequest(
            method: "POST", url: post.url.text,
            headers: [
                HTTPHeader("Content-Type", "application/json"),
                HTTPHeader(WebhookSignature.idHeader, post.id),
                HTTPHeader(WebhookSignature.timestampHeader, String(post.timestamp)),
                HTTPHeader(WebhookSignature.signatureHeader, post.signature),
            ],
            body: post.body, connectTimeout: configuration.connectTimeout, timeout: configuration.requestTimeout,
            maximumResponseBytes: configuration.maximumAnswerBytes, tls: configuration.tls,
            isPeerAllowed: { [rules = configuration.addresses] bytes in IPAddress(bytes).map(rules.allows) ?? false })
        do {
            let response = try await client.perform(request)
            let seconds = response.header("Retry-After").flatMap { Int64($0) } ?? 0
            return .status(response.status, retryAfter: .seconds(min(max(seconds, 0), 86_400)))
        } catch {
            return .none(code: error.code)
        }
    }
}
