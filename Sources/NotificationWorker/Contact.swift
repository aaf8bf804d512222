import Lane
import Messages
import Payments

/// An entry of the address book. Personal: it goes to the table `contact` and into mails, nowhere else.
struct Contact: Equatable {
    let account: AccountID
    /// Nil when the contact was taken back.
    let email: String?
    let name: String?
    let locale: String?
    /// Whether the owner has shown that the address is theirs.
    let isConfirmed: Bool
    /// Where the message stands that said so.
    let origin: Origin

    /// The newest of each account, in the order of the accounts: the order in which rows are locked everywhere.
    static func newest(of contacts: [Contact]) -> [Contact] {
        var newest: [AccountID: Contact] = [:]
        for contact in contacts {
            guard let other = newest[contact.account], !contact.origin.isNewer(than: other.origin) else {
                newest[contact.account] = contact
                continue
            }
        }
        return newest.values.sorted { $0.account < $1.account }
    }
}

extension Contact {
    init(_ body: ContactUpdated, _ origin: Origin) {
        self.init(
            account: body.account, email: body.email, name: body.name, locale: body.locale,
            isConfirmed: body.confirmed, origin: origin)
    }

    init(removed account: AccountID, _ origin: Origin) {
        self.init(account: account, email: nil, name: nil, locale: nil, isConfirmed: false, origin: origin)
    }
}
