import Messages
import Payments
import Postgres

extension IdentityService {
    /// Tells those who mail where a person is reached about each of the accounts: at the address, if it was shown to be
    /// theirs, else nowhere.
    func announceContacts(of id: Identifier, in transaction: Transaction) throws {
        guard let row = try transaction.query(FindPerson(id: id)).first else { return }
        for holding in try transaction.query(HoldingsOf(people: [id])) where holding.closedAt == nil {
            try transaction.send(try contact(of: row, holding.account))
        }
    }

    /// What is said of one account.
    func contact(of row: PersonRow, _ account: AccountID) throws -> AppendOutgoing {
        guard row.isConfirmed else { return try noContact(account) }
        let person = try row.person(vault)
        return try outgoing(
            ContactUpdated(account: account, email: person.email, name: person.userName, locale: row.locale))
    }

    /// Takes back where an account's owner is reached.
    func noContact(_ account: AccountID) throws -> AppendOutgoing {
        try AppendOutgoing(removing: account.text, of: ContactUpdated.self) {
            try vault.seal($0, context: Self.outboxContext)
        }
    }

    /// Says it again of people who registered under another rule, some at a time.
    func announceDueContacts() async throws {
        var count = 0
        repeat {
            count = try await pool.run { connection in
                try connection.transaction { transaction in
                    let people = try transaction.query(TakeDueContacts())
                    for person in people { try announceContacts(of: person, in: transaction) }
                    return people.count
                }
            }
            if count > 0 { onOutgoing() }
        } while count == TakeDueContacts.most
    }
}
