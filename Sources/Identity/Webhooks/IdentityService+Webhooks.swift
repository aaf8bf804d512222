import Messages
import Payments
import Postgres

extension IdentityService {
    /// How many endpoints one person may have.
    static let maximumWebhooks = 16

    /// Registers an endpoint and makes it known. The same identifier again gives the same endpoint.
    ///
    /// - Throws: `too_many_webhooks`; `unknown_account` when not all accounts are the person's.
    public func registerWebhook(
        as id: Identifier, for person: Identifier, _ terms: WebhookTerms
    ) async throws -> Webhook {
        let webhook = Webhook(
            id: id, person: person, createdAt: .now(), version: 1, generation: 1, trial: 1, formerSecrets: [],
            state: .enabled, url: terms.url, events: terms.events, accounts: terms.accounts)
        let stored = try await pool.run { connection in
            try connection.transaction { transaction in
                _ = try transaction.query(LockPerson(person: person))
                let known = try transaction.query(WebhooksOf(person: person))
                if let same = known.first(where: { $0.id == id }) { return same }
                if known.count >= Self.maximumWebhooks { throw IdentityError(.tooManyWebhooks) }
                try transaction.send(InsertWebhook(webhook: webhook))
                try announce(webhook, in: transaction)
                return webhook
            }
        }
        onOutgoing()
        return stored
    }

    /// But deleted ones.
    public func webhooks(of person: Identifier) async throws -> [Webhook] {
        try await pool.query(WebhooksOf(person: person))
    }

    /// - Throws: `unknown_webhook` when the person has no such endpoint.
    public func webhook(_ id: Identifier, of person: Identifier) async throws -> Webhook {
        let known = try await pool.query(WebhooksOf(person: person)).first { $0.id == id }
        guard let known else { throw IdentityError(.unknownWebhook) }
        return known
    }

    /// Enabling an endpoint, even one that is enabled, lets it be tried again after it was given up.
    ///
    /// - Throws: `unknown_webhook`; `unknown_account` when not all accounts are the person's.
    public func changeWebhook(
        _ id: Identifier, of person: Identifier, _ change: WebhookChange
    ) async throws -> Webhook {
        try await changing(id, of: person) { webhook in
            if let url = change.url { webhook.url = url }
            if let events = change.events { webhook.events = events }
            switch change.accounts {
            case nil: break
            case .all?: webhook.accounts = nil
            case .some(let accounts)?: webhook.accounts = accounts
            }
            guard let isEnabled = change.isEnabled else { return }
            webhook.state = isEnabled ? .enabled : .disabled
            if isEnabled { webhook.trial += 1 }
        }
    }

    /// Gives it a new secret; the one before signs too for a while. Those before that one sign until their own time is
    /// over, however often it is done.
    ///
    /// - Throws: `unknown_webhook`; `too_many_attempts` while as many former secrets are good as there may be.
    public func rotateWebhook(
        _ id: Identifier, of person: Identifier, graceSeconds: Int64
    ) async throws -> Webhook {
        try await changing(id, of: person) { webhook in
            webhook.formerSecrets = try FormerSecrets.adding(to: webhook.formerSecrets, graceSeconds: graceSeconds)
            webhook.generation += 1
        }
    }

    /// For good.
    ///
    /// - Throws: `unknown_webhook`.
    public func deleteWebhook(_ id: Identifier, of person: Identifier) async throws {
        _ = try await changing(id, of: person) { $0.state = .deleted }
    }

    /// Tells of a person's new accounts those endpoints that are for all of them.
    func announceWebhooks(of person: Identifier, in transaction: Transaction) throws {
        for var webhook in try transaction.query(LockWebhooks(person: person)) where webhook.accounts == nil {
            webhook.version += 1
            try transaction.send(SaveWebhook(webhook: webhook))
            try announce(webhook, in: transaction)
        }
    }

    /// Deletes a person's endpoints, and where they were.
    func eraseWebhooks(of person: Identifier, in transaction: Transaction) throws {
        for var webhook in try transaction.query(LockWebhooks(person: person)) {
            (webhook.state, webhook.url, webhook.accounts) = (.deleted, Self.erasedURL, nil)
            webhook.version += 1
            try transaction.send(SaveWebhook(webhook: webhook))
            try announce(webhook, in: transaction)
        }
    }

    /// Of a top level that never exists (RFC 6761).
    private static let erasedURL = "https://erased.invalid/"

    private func changing(
        _ id: Identifier, of person: Identifier, _ change: @escaping @Sendable (inout Webhook) throws -> Void
    ) async throws -> Webhook {
        let changed = try await pool.run { connection in
            try connection.transaction { transaction in
                let locked = try transaction.query(LockWebhooks(person: person)).first { $0.id == id }
                guard var webhook = locked else { throw IdentityError(.unknownWebhook) }
                try change(&webhook)
                webhook.version += 1
                try transaction.send(SaveWebhook(webhook: webhook))
                try announce(webhook, in: transaction)
                return webhook
            }
        }
        onOutgoing()
        return changed
    }

    private func announce(_ webhook: Webhook, in transaction: Transaction) throws {
        let holdings = try transaction.query(HoldingsOf(people: [webhook.person])).map(\.account)
        guard (webhook.accounts ?? []).allSatisfy(holdings.contains) else { throw IdentityError(.unknownAccount) }
        let owner = try root.derived("webhook/owner", from: webhook.person)
        try transaction.send(try outgoing(webhook.announcement(holdings, owner: owner)))
    }
}
