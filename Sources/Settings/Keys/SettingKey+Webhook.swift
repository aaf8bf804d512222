extension SettingKey {
    static let webhook = [
        webhookRoot, webhookTLS, webhookPorts, webhookNetworks, webhookAuthorityFile, webhookRequestTimeout,
        webhookConnectTimeout, webhookConcurrentCalls, webhookBreakerFailures, webhookBreakerPause, webhookRetryFirst,
        webhookRetryLongest, webhookMaximumAge, webhookDisableAfter, webhookOrderWait, webhookRetention,
        webhookRotationGrace,
    ]

    static let webhookRoot = SettingKey(
        "webhook.root.secret", .text, secrecy: .secret,
        "32 bytes or more that endpoints' secrets are derived from, the same for gateway and worker; changes them all")
    static let webhookTLS = SettingKey(
        "webhook.tls", .choice(["required", "optional"]), standard: "required",
        "required: endpoints with a plain http URL are refused")
    static let webhookPorts = SettingKey(
        "webhook.ports", .text, standard: "443,8443", "ports that endpoints may have, separated by commas, or any")
    static let webhookNetworks = SettingKey(
        "webhook.networks", .text,
        "ranges of addresses that endpoints may have although they are not public, as 10.1.0.0/16, separated by commas")
    static let webhookAuthorityFile = SettingKey(
        "webhook.authority.file", .text, "PEM file of the authorities trusted for endpoints (default: the machine's)")
    static let webhookRequestTimeout = SettingKey(
        "webhook.request.timeout", .duration(.milliseconds(10) ... .seconds(120)), standard: "15s",
        "how long an endpoint may take to answer")
    static let webhookConnectTimeout = SettingKey(
        "webhook.connect.timeout", .duration(.milliseconds(10) ... .seconds(120)), standard: "5s",
        "how long connecting to an endpoint may take")
    static let webhookConcurrentCalls = SettingKey(
        "webhook.concurrent.calls", .integer(1...1_000), standard: "8", "calls to one endpoint at the same time")
    static let webhookBreakerFailures = SettingKey(
        "webhook.breaker.failures", .integer(1...1_000), standard: "5",
        "failures in a row after which an endpoint is left alone for a while")
    static let webhookBreakerPause = SettingKey(
        "webhook.breaker.pause", .duration(.milliseconds(10) ... .seconds(3_600)), standard: "30s",
        "how long it is left alone")
    static let webhookRetryFirst = SettingKey(
        "webhook.retry.first", .duration(.milliseconds(10) ... .seconds(3_600)), standard: "5s",
        "the pause before a delivery is tried again; it doubles from there")
    static let webhookRetryLongest = SettingKey(
        "webhook.retry.longest", .duration(.milliseconds(10) ... .seconds(7 * 86_400)), standard: "6h",
        "the longest pause between two attempts")
    static let webhookMaximumAge = SettingKey(
        "webhook.maximum.age", .duration(.seconds(1) ... .seconds(30 * 86_400)), standard: "3d",
        "how old a delivery may be and still be tried again")
    static let webhookDisableAfter = SettingKey(
        "webhook.disable.after", .duration(.seconds(1) ... .seconds(366 * 86_400)), standard: "3d",
        "an endpoint that has given nothing but failures for as long is disabled")
    static let webhookOrderWait = SettingKey(
        "webhook.order.wait", .duration(.zero ... .seconds(3_600)), standard: "1min",
        "how long an event waits for an earlier one of the same payment that was not heard of yet")
    static let webhookRetention = SettingKey(
        "webhook.retention", .duration(.seconds(86_400) ... .seconds(3_660 * 86_400)), standard: "35d",
        "how long deliveries that have ended are kept; longer than topics are, or a replay sends them again")
    static let webhookRotationGrace = SettingKey(
        "webhook.rotation.grace", .duration(.zero ... .seconds(30 * 86_400)), standard: "24h",
        "how long the former secret signs too after a rotation")
}
