/// How billers are called.
public struct BillingSettings: Sendable, Equatable {
    /// The longest one call may take.
    public var callTimeout: Duration
    /// Calls to one biller at the same time.
    public var concurrentCalls: Int
    /// The first pause before an unknown outcome is asked about.
    public var retryFirst: Duration
    public var retryLongest: Duration
    /// Failures in a row after which a biller is left alone.
    public var breakerFailures: Int
    public var breakerPause: Duration
}

extension Settings {
    public var billing: BillingSettings {
        BillingSettings(
            callTimeout: duration(.billingCallTimeout), concurrentCalls: integer(.billingConcurrentCalls),
            retryFirst: duration(.billingRetryFirst), retryLongest: duration(.billingRetryLongest),
            breakerFailures: integer(.billingBreakerFailures), breakerPause: duration(.billingBreakerPause))
    }
}
