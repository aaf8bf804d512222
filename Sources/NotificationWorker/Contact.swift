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
    let source: Source

    /// Where the message stands that said so.
    struct Source: Equatable {
        let partition: Int32
        let offset: Int64
        /// Microseconds since the Unix epoch.
        let time: Int64

        /// An account's messages share a partition, so offsets decide. Only when the topic was given other partitions
        /// do the messages' times.
        func isNewer(than other: Source) -> Bool {
            partition == other.partition ? offset > other.offset : time > other.time
        }
    }

    /// The newest of each account, in the order of the accounts: the order in which rows are locked everywhere.
    static func newest(of contacts: [Contact]) -> [Contact] {
        var newest: [AccountID: Contact] = [:]
        for contact in contacts {
            guard let other = newest[contact.account], !contact.source.isNewer(than: other.source) else {
                newest[contact.account] = contact
                continue
            }
        }
        return newest.values.sorted { $0.account < $1.account }
    }
}

extension Contact {
    init(_ body: ContactUpdated, _ origin: Origin, now: Int64) {
        self.init(
            account: body.account, email: body.email, name: body.name, locale: body.locale,
            source: Source(origin, now: now))
    }

    init(removed account: AccountID, _ origin: Origin, now: Int64) {
        self.init(account: account, email: nil, name: nil, locale: nil, source: Source(origin, now: now))
    }
}

extension Contact.Source {
    fileprivate init(_ origin: Origin, now: Int64) {
        self.init(
            partition: origin.partition, offset: origin.offset, time: origin.timestamp > 0 ? origin.timestamp : now)
    }
}
