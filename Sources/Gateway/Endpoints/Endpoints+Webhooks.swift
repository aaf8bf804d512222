import Hummingbird
import Identity
import Payments
import Webhooks

extension Endpoints {
    static let webhooks = [
        Endpoint(.get, "/v1/webhooks", .business(.webhooks), list),
        Endpoint(.post, "/v1/webhooks", .business(.webhooks), register),
        Endpoint(.get, "/v1/webhooks/{webhook_id}", .business(.webhooks), show),
        Endpoint(.patch, "/v1/webhooks/{webhook_id}", .business(.webhooks), change),
        Endpoint(.delete, "/v1/webhooks/{webhook_id}", .business(.webhooks), delete),
        Endpoint(.post, "/v1/webhooks/{webhook_id}/rotate", .business(.webhooks), rotate),
        Endpoint(.post, "/v1/webhooks/{webhook_id}/test", .business(.webhooks), test),
        Endpoint(.get, "/v1/webhooks/{webhook_id}/deliveries", .business(.webhooks), deliveries),
        Endpoint(
            .post, "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", .business(.webhooks), resend),
    ]

    private static func list(_ call: Call, _ services: Services) async throws -> Answer {
        let webhooks = try await services.identity.webhooks(of: call.caller().person)
        let standings = try await services.reads.standings(of: webhooks.map(\.id))
        return .json(ListView(items: webhooks.map { WebhookView($0, standings[$0.id]) }, next: nil))
    }

    private static func register(_ call: Call, _ services: Services) async throws -> Answer {
        let offer = try services.offer()
        let fields = try call.fields()
        let terms = WebhookTerms(
            url: try fields.webhookURL(try fields.text("url", most: WebhookURL.maximumBytes), offer.rules),
            events: try fields.webhookEvents("events") ?? WebhookEvent.subscribable.map(\.rawValue),
            accounts: try fields.accounts("account_ids"))
        try fields.noMore()
        let webhook = try await services.identity.registerWebhook(as: call.subject, by: call.caller(), terms)
        var answer = Answer.json(WebhookView(webhook, nil, secret: offer.secret(of: webhook)), status: .created)
        answer.headers[.location] = "/v1/webhooks/\(webhook.id)"
        return answer
    }

    private static func show(_ call: Call, _ services: Services) async throws -> Answer {
        let webhook = try await services.webhook(call)
        let standings = try await services.reads.standings(of: [webhook.id])
        return .json(WebhookView(webhook, standings[webhook.id]))
    }

    private static func change(_ call: Call, _ services: Services) async throws -> Answer {
        let offer = try services.offer()
        let id = try call.webhook()
        let fields = try call.fields()
        var change = WebhookChange()
        if let url = try fields.optionalText("url", most: WebhookURL.maximumBytes) {
            change.url = try fields.webhookURL(url, offer.rules)
        }
        change.events = try fields.webhookEvents("events")
        change.accounts = try fields.accounts("account_ids").map { .some($0) }
        if try fields.optionalFlag("all_accounts") == true {
            if change.accounts != nil { throw Problem.invalid("all_accounts", "not together with account_ids") }
            change.accounts = .all
        }
        change.isEnabled = try fields.optionalFlag("enabled")
        try fields.noMore()
        let webhook = try await services.identity.changeWebhook(id, by: call.caller(), change)
        // How it does is not known until the worker has heard of the change.
        return .json(WebhookView(webhook, nil))
    }

    private static func delete(_ call: Call, _ services: Services) async throws -> Answer {
        try await services.identity.deleteWebhook(try call.webhook(), by: call.caller())
        return .nothing
    }

    private static func rotate(_ call: Call, _ services: Services) async throws -> Answer {
        let offer = try services.offer()
        let webhook = try await services.identity.rotateWebhook(
            try call.webhook(), by: call.caller(), graceSeconds: offer.graceSeconds)
        return .json(WebhookView(webhook, nil, secret: offer.secret(of: webhook)))
    }
}

extension Services {
    /// - Throws: `webhooks_not_offered`.
    func offer() throws(Problem) -> WebhookOffer {
        guard let webhooks else { throw Problem(.webhooksNotOffered) }
        return webhooks
    }

    /// The caller's own, named in the address.
    func webhook(_ call: Call) async throws -> Webhook {
        try await identity.webhook(try call.webhook(), of: call.caller().person)
    }
}

extension Call {
    func webhook() throws(Problem) -> Identifier {
        guard let id = Identifier(parameter("webhook_id")) else { throw Problem(.webhookNotFound) }
        return id
    }
}

extension WebhookOffer {
    func secret(of webhook: Webhook) -> String {
        secrets.text(webhook: webhook.id.description, generation: webhook.generation)
    }
}

extension Fields {
    fileprivate func webhookURL(_ text: String, _ rules: WebhookURL.Rules) throws(Problem) -> String {
        do throws(WebhookURL.Refusal) {
            return try WebhookURL(text, rules: rules).text
        } catch {
            throw .invalid("url", error.reason)
        }
    }

    fileprivate func webhookEvents(_ name: String) throws(Problem) -> [String]? {
        guard let texts = try optionalTexts(name) else { return nil }
        let known = WebhookEvent.subscribable.map(\.rawValue)
        guard texts.allSatisfy(known.contains), Set(texts).count == texts.count else {
            throw .invalid(name, "some of " + known.joined(separator: ", "))
        }
        return texts
    }

    fileprivate func accounts(_ name: String) throws(Problem) -> [AccountID]? {
        guard let texts = try optionalTexts(name) else { return nil }
        let accounts = texts.compactMap { AccountID($0) }
        guard accounts.count == texts.count, Set(accounts).count == accounts.count, accounts.count <= 20 else {
            throw .invalid(name, "must be a list of at most 20 accounts' ids")
        }
        return accounts
    }
}

struct WebhookView: Encodable {
    let webhookId: String
    let url: String
    let events: [String]
    /// Nil: all.
    let accountIds: [String]?
    let enabled: Bool
    /// `failing` or `gone` when the house has disabled it.
    let disabledReason: String?
    let failingSince: String?
    let formerSecretUntil: String?
    let createdAt: String
    let secret: String?

    init(_ webhook: Webhook, _ standing: ReadEndpoints.Row?, secret: String? = nil) {
        // What the worker knows counts when it is about this version.
        let standing = standing?.version == webhook.version ? standing : nil
        webhookId = webhook.id.description
        url = webhook.url
        events = webhook.events
        accountIds = webhook.accounts?.map(\.text)
        enabled = webhook.state == .enabled && standing?.disabledWhy == nil
        disabledReason = standing?.disabledWhy
        failingSince = standing?.failingSince?.description
        let isInGrace = webhook.formerSecretUntil.map { $0.microseconds > Timestamp.now().microseconds } ?? false
        formerSecretUntil = isInGrace ? webhook.formerSecretUntil?.description : nil
        createdAt = webhook.createdAt.description
        self.secret = secret
    }
}
