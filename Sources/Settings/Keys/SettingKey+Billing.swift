extension SettingKey {
    static let billing = [
        billingCallTimeout, billingConcurrentCalls, billingRetryFirst, billingRetryLongest, billingBreakerFailures,
        billingBreakerPause,
    ]

    static let billingCallTimeout = SettingKey(
        "billing.call.timeout", .duration(.milliseconds(10) ... .seconds(600)), standard: "10s",
        "how long a biller may take to answer before the outcome counts as unknown")
    static let billingConcurrentCalls = SettingKey(
        "billing.concurrent.calls", .integer(1...1_000), standard: "16", "calls to one biller at the same time")
    static let billingRetryFirst = SettingKey(
        "billing.retry.first", .duration(.milliseconds(10) ... .seconds(3_600)), standard: "1s",
        "the pause before an unknown outcome is asked about; it doubles from there")
    static let billingRetryLongest = SettingKey(
        "billing.retry.longest", .duration(.milliseconds(10) ... .seconds(86_400)), standard: "5min",
        "the longest pause between two such questions")
    static let billingBreakerFailures = SettingKey(
        "billing.breaker.failures", .integer(1...1_000), standard: "10",
        "failures in a row after which a biller is left alone for a while")
    static let billingBreakerPause = SettingKey(
        "billing.breaker.pause", .duration(.milliseconds(10) ... .seconds(3_600)), standard: "5s",
        "how long it is left alone")
}
