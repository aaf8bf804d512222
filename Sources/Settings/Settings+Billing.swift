/// How billers are called.
public struct BillingSettings: Sendable, Equatable {
    /// The longest one request may take, and the part of it for connecting.
    public var requestTimeout: Duration
    public var connectTimeout: Duration
    /// Calls to one biller at the same time, and those that may wait for a place.
    public var concurrentCalls: Int
    public var waitingCalls: Int
    /// The first pause before an unknown outcome is asked about.
    public var retryFirst: Duration
    public var retryLongest: Duration
    /// How long after the last order a biller's word counts that it has never seen the payment.
    public var cancelUnseen: Duration
    /// Failures in a row after which a biller is left alone.
    public var breakerFailures: Int
    public var breakerPause: Duration
    public var requiresTLS: Bool
    public var authorityFile: String?
    /// By endpoint.
    public var tokens: [String: String]
}

extension Settings {
    public var billing: BillingSettings {
        BillingSettings(
            requestTimeout: duration(.billingRequestTimeout), connectTimeout: duration(.billingConnectTimeout),
            concurrentCalls: integer(.billingConcurrentCalls), waitingCalls: integer(.billingWaitingCalls),
            retryFirst: duration(.billingRetryFirst), retryLongest: duration(.billingRetryLongest),
            cancelUnseen: duration(.billingCancelUnseen),
            breakerFailures: integer(.billingBreakerFailures), breakerPause: duration(.billingBreakerPause),
            requiresTLS: requiredText(.billingTLS) == "required", authorityFile: text(.billingAuthorityFile).map(path),
            tokens: BillerTokens.parse(text(.billingTokens) ?? "") ?? [:])
    }
}

/// `endpoint=token` pairs, separated by commas or lines.
enum BillerTokens {
    /// Nil when something in the text is no pair.
    static func parse(_ text: String) -> [String: String]? {
        var tokens: [String: String] = [:]
        for pair in text.split(whereSeparator: { $0 == "," || $0.isNewline }) {
            let pair = pair.drop { $0 == " " }
            if pair.isEmpty { continue }
            // An endpoint holds no "=" before its query, and it has none.
            guard let sign = pair.firstIndex(of: "="), sign != pair.startIndex, pair.index(after: sign) < pair.endIndex
            else { return nil }
            tokens[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
        }
        return tokens
    }
}
