import Curl
import Lane
import Payments
import Settings
import WebhookWorker
import Webhooks

extension RunningWorker {
    static func webhook(_ settings: WebhookSettings, _ client: CurlClient) throws -> WebhookWorker {
        guard let root = settings.rootSecret, let secrets = WebhookSecrets(root: root) else {
            throw SettingsError([
                .init(.invalidValue, "webhook.root.secret", "is needed by the worker webhook, with 32 bytes or more")
            ])
        }
        let rules = try settings.rules()
        let transport = HTTPWebhookTransport(
            client: client,
            configuration: .init(
                requestTimeout: settings.requestTimeout, connectTimeout: settings.connectTimeout,
                addresses: rules.addresses, tls: TLSSettings(authorityFile: settings.authorityFile)))
        return WebhookWorker(
            transport: transport, secrets: secrets, rules: rules,
            policy: DeliveryPolicy(
                retries: RetrySchedule(first: settings.retryFirst, longest: settings.retryLongest),
                maximumAge: settings.maximumAge, disableAfter: settings.disableAfter, orderWait: settings.orderWait,
                retention: settings.retention, concurrentPerEndpoint: settings.concurrentCalls,
                breakerFailures: settings.breakerFailures, breakerPause: settings.breakerPause))
    }
}

extension WebhookSettings {
    /// Which URLs endpoints may have.
    func rules() throws(SettingsError) -> WebhookURL.Rules {
        var ranges: [IPRange] = []
        for text in networks {
            guard let range = IPRange(text) else {
                throw SettingsError([.init(.invalidValue, "webhook.networks", "must be ranges like 10.1.0.0/16")])
            }
            ranges.append(range)
        }
        return WebhookURL.Rules(requiresTLS: requiresTLS, ports: ports, addresses: AddressRules(allowed: ranges))
    }
}
