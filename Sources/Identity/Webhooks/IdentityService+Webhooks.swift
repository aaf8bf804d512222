import Messages
import Payments
import Postgres

extension IdentityService {
    /// How many endpoints one person may have.
    static let maximumWebhooks = 16

    /// Who may have endpoints: a person with a log-in of the last ten minutes, or a program that was given the scope.
    private static let needs = Needs(isFresh: true, roles: [.business, .admin], scope: .webhooks)

    /// Registers an endpoint and makes it known. The same identifier again gives the same endpoint.
    ///
    /// - Throws: `too_many_webhooks`; `unknown_account` when not all accounts are the person's; `role_not_allowed`,
    ///   `scope_not_allowed`, `fresh_login_required`, `invalid_token`.
    public func registerWebhook(
        as id: Identifier, by caller: Caller, _ terms: WebhookTerms
    ) async throws -> Webhook {
        let webhook = Webhook(
            id: id, person: caller.person, createdAt: .now(), version: 1, generation: 1, trial: 1, formerSecrets: [],
            state: .enabled, url: terms.url, events: terms.events, accounts: terms.accounts)
        let line = try line(subject: id.description, person: caller.person)
        let stored = try await pool.run { connection in
            try connection.transaction { transaction in
                let owner = try authorize(caller, Self.needs, in: transaction).person
                let known = try transaction.query(WebhooksOf(person: caller.person))
                if let same = known.first(where: { $0.id == id }) { return same }
                if known.count >= Self.maximumWebhooks { throw IdentityError(.tooManyWebhooks) }
                try transaction.send(InsertWebhook(webhook: webhook))
                try announce(webhook, in: transaction)
                try transaction.send(line)
                try notify(owner, .endpointMade, in: transaction)
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
    /// - Throws: `unknown_webhook`; `unknown_account` when not all accounts are the person's; `role_not_allowed`,
    ///   `scope_not_allowed`, `fresh_login_required`, `invalid_token`.
    public func changeWebhook(
        _ id: Identifier, by caller: Caller, _ change: WebhookChange
    ) async throws -> Webhook {
        try await changing(id, by: caller, Self.needs) { webhook in
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
    /// - Throws: `unknown_webhook`, `role_not_allowed`, `scope_not_allowed`, `fresh_login_required`, `invalid_token`;
    ///   `too_many_attempts` while as many former secrets are good as there may be.
    public func rotateWebhook(
        _ id: Identifier, by caller: Caller, graceSeconds: Int64
    ) async throws -> Webhook {
        try await changing(id, by: caller, Self.needs) { webhook in
            webhook.formerSecrets = try FormerSecrets.adding(to: webhook.formerSecrets, graceSeconds: graceSeconds)
            webhook.generation += 1
        }
    }

    /// For good.
    ///
    /// - Throws: `unknown_webhook`, `scope_not_allowed`, `invalid_token`.
    public func deleteWebhook(_ id: Identifier, by caller: Caller) async throws {
        _ = try await changing(id, by: caller, Needs(scope: .webhooks)) { $0.state = .deleted }
    }

    /// Tells of a person's new accounts those endpoints that are for all of them.
    func announceWebhooks(of person: Identifier, in transaction: Transaction) throws {
        for var webhook in try transaction.query(LockWebhooks(person: person)) where webhook.accounts == nil {
            webhook.version += 1
            try transaction.send(SaveWebhook(webhook: webhook))
            try announce(webhook, in: transaction)
        }
    }

    /// Takes an account that was closed out of the endpoints. One that was for it alone is deleted.
    func withdraw(_ account: AccountID, from person: Identifier, in transaction: Transaction) throws {
        for var webhook in try transaction.query(LockWebhooks(person: person)) {
            webhook.accounts?.removeAll { $0 == account }
            if webhook.accounts?.isEmpty == true { (webhook.state, webhook.accounts) = (.deleted, nil) }
            webhook.version += 1
            try transaction.send(SaveWebhook(webhook: webhook))
            try announce(webhook, in: transaction)
        }
    }

    /// Deletes a person's endpoints, and where they were.
    ///
    /// - Returns: how many.
    @discardableResult
    func eraseWebhooks(of person: Identifier, in transaction: Transaction) throws -> Int {
        let webhooks = try transaction.query(LockWebhooks(person: person))
        for var webhook in webhooks {
            (webhook.state, webhook.url, webhook.accounts) = (.deleted, Self.erasedURL, nil)
            webhook.version += 1
            try transaction.send(SaveWebhook(webhook: webhook))
            try announce(webhook, in: transaction)
        }
        return webhooks.count
    }

    /// Of a top level that never exists (RFC 6761).
    private static let erasedURL = "https://erased.invalid/"

    private func changing(
        _ id: Identifier, by caller: Caller, _ needs: Needs,
        _ change: @escaping @Sendable (inout Webhook) throws -> Void
    ) async throws -> Webhook {
        let line = try line(subject: id.description, person: caller.person)
        let changed = try await pool.run { connection in
            try connection.transaction { transaction in
                _ = try authorize(caller, needs, in: transaction)
                let locked = try transaction.query(LockWebhooks(person: caller.person)).first { $0.id == id }
                guard var webhook = locked else { throw IdentityError(.unknownWebhook) }
                try change(&webhook)
                webhook.version += 1
                try transaction.send(SaveWebhook(webhook: webhook))
                try announce(webhook, in: transaction)
                try transaction.send(line)
                return webhook
            }
        }
        onOutgoing()
        return changed
    }

    private func announce(_ webhook: Webhook, in transaction: Transaction) throws {
        let holdings = try transaction.query(HoldingsOf(people: [webhook.person])).filter { $0.closedAt == nil }
            .map(\.account)
        guard (webhook.accounts ?? []).allSatisfy(holdings.contains) else { throw IdentityError(.unknownAccount) }
        let owner = try root.derived("webhook/owner", from: webhook.person)
        try transaction.send(try outgoing(webhook.announcement(holdings, owner: owner)))
    }
}
