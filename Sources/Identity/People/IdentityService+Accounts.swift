import Messages
import Payments
import Postgres

extension IdentityService {
    /// How many accounts one person may have, closed ones not among them.
    static let maximumAccounts = 20

    public func holdings(of person: Identifier) async throws -> [Holding] {
        try await holdingsOfPeople.rows(person)
    }

    public func holding(_ account: AccountID) async throws -> Holding? {
        try await holdingsByAccount.rows(account).first
    }

    /// The account that every person has from the start.
    public func firstAccount(of person: Identifier, currency: Currency) throws(IdentityError) -> Holding {
        let id = try root.derived("wallet", from: person)
        guard let account = AccountID("w-\(id)") else { throw IdentityError(.unreadableData) }
        return Holding(account: account, person: person, kind: .wallet, currency: currency, createdAt: .now())
    }

    /// Gives a person one more account. The same identifier again gives the same account.
    ///
    /// - Throws: `too_many_accounts`, `account_taken`, `invalid_token`, `scope_not_allowed`.
    public func openAccount(
        as id: Identifier, by caller: Caller, kind: Holding.Kind, currency: Currency
    ) async throws -> Holding {
        guard let account = AccountID("a-\(id)") else { throw IdentityError(.unreadableData) }
        let person = caller.person
        let holding = Holding(account: account, person: person, kind: kind, currency: currency, createdAt: .now())
        let message = try outgoing(AccountRequested(account: account, action: .open, kind: .wallet, currency: currency))
        let line = try line(subject: account.text, person: person)
        let stored = try await pool.run { connection in
            try connection.transaction { transaction in
                let owner = try authorize(caller, Needs(scope: .accountsWrite), in: transaction).person
                if let known = try transaction.query(FindHolding(account: account)).first { return known }
                // Counted under the person's lock: requests at the same moment are counted one by one.
                let open = try transaction.query(HoldingsOf(people: [person])).count { $0.closedAt == nil }
                if open >= Self.maximumAccounts { throw IdentityError(.tooManyAccounts) }
                if try transaction.send(InsertHolding(holding: holding)).affectedRows() == 0 {
                    throw IdentityError(.accountTaken)
                }
                try transaction.send(message)
                if owner.isConfirmed { try transaction.send(try contact(of: owner, account)) }
                try announceWebhooks(of: person, in: transaction)
                try transaction.send(line)
                return holding
            }
        }
        if stored.person != person { throw IdentityError(.accountTaken) }
        onOutgoing()
        return stored
    }

    /// Closes an account of the caller's. Whether it is empty is the gateway's to find out. Closing it again changes
    /// nothing.
    ///
    /// - Throws: `unknown_account`, `fresh_login_required`, `invalid_token`.
    public func closeAccount(_ account: AccountID, by caller: Caller) async throws {
        let person = caller.person
        let line = try line(subject: account.text, person: person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                let owner = try authorize(caller, Needs(isFresh: true), in: transaction).person
                guard let holding = try transaction.query(FindHolding(account: account)).first,
                    holding.person == person
                else { throw IdentityError(.unknownAccount) }
                let close = CloseHolding(account: account, person: person)
                if try transaction.send(close).affectedRows() == 0 { return }
                for message in try farewell(to: account) { try transaction.send(message) }
                try withdraw(account, from: person, in: transaction)
                try transaction.send(line)
                try notify(
                    owner, .accountClosed, details: [Notice.Detail(label: .account, value: account.text)],
                    in: transaction)
            }
        }
        onOutgoing()
    }

    /// What tells others that an account's owner has left it.
    func farewell(to account: AccountID) throws -> [AppendOutgoing] {
        [try outgoing(AccountRequested(account: account, action: .close)), try noContact(account)]
    }
}
