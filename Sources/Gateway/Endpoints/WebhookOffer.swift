import Webhooks

/// What a gateway needs to take endpoints in: the worker `webhook` has the same secret and rules.
public struct WebhookOffer: Sendable {
    let secrets: WebhookSecrets
    let rules: WebhookURL.Rules
    /// How long the former secret signs too after a rotation.
    let graceSeconds: Int64

    public init(secrets: WebhookSecrets, rules: WebhookURL.Rules, graceSeconds: Int64) {
        self.secrets = secrets
        self.rules = rules
        self.graceSeconds = graceSeconds
    }
}
