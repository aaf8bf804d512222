extension SettingKey {
    static let billing = [
        billingRequestTimeout, billingConnectTimeout, billingConcurrentCalls, billingWaitingCalls, billingRetryFirst,
        billingRetryLongest, billingCancelUnseen, billingBreakerFailures, billingBreakerPause, billingTLS,
        billingAuthorityFile,
        billingTokens,
    ]

    static let billingRequestTimeout = SettingKey(
        "billing.request.timeout", .duration(.milliseconds(10) ... .seconds(600)), standard: "10s",
        "how long a biller may take to answer before the outcome counts as unknown")
    static let billingConnectTimeout = SettingKey(
        "billing.connect.timeout", .duration(.milliseconds(10) ... .seconds(600)), standard: "3s",
        "how long connecting to a biller may take")
    static let billingConcurrentCalls = SettingKey(
        "billing.concurrent.calls", .integer(1...1_000), standard: "32", "calls to one biller at the same time")
    static let billingWaitingCalls = SettingKey(
        "billing.waiting.calls", .integer(0...100_000), standard: "1024",
        "calls that may wait for a place at one biller")
    static let billingRetryFirst = SettingKey(
        "billing.retry.first", .duration(.milliseconds(10) ... .seconds(3_600)), standard: "1s",
        "the pause before an unknown outcome is asked about; it doubles from there")
    static let billingRetryLongest = SettingKey(
        "billing.retry.longest", .duration(.milliseconds(10) ... .seconds(86_400)), standard: "5min",
        "the longest pause between two such questions")
    static let billingCancelUnseen = SettingKey(
        "billing.cancel.unseen", .duration(.milliseconds(10) ... .seconds(86_400)), standard: "1min",
        "how long after the last order a biller's word that it has never seen a payment lets it be cancelled; "
            + "longer than billing.request.timeout")
    static let billingBreakerFailures = SettingKey(
        "billing.breaker.failures", .integer(1...1_000), standard: "5",
        "failures in a row after which a biller is left alone for a while")
    static let billingBreakerPause = SettingKey(
        "billing.breaker.pause", .duration(.milliseconds(10) ... .seconds(3_600)), standard: "5s",
        "how long it is left alone")
    static let billingTLS = SettingKey(
        "billing.tls", .choice(["optional", "required"]), standard: "optional",
        "required: billers with a plain http endpoint are not called")
    static let billingAuthorityFile = SettingKey(
        "billing.authority.file", .text, "PEM file of the authorities trusted for billers (default: the machine's)")
    static let billingTokens = SettingKey(
        "billing.tokens", .text, secrecy: .secret,
        "bearer tokens, each as endpoint=token, separated by commas or lines; sent over TLS only")
}
