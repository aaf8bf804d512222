import Lane
import Messages
import Payments
import Postgres

extension NotificationWorker {
    /// One round trip, whatever the batch's size (none for contacts alone): note what is new and look up who and since
    /// when; the writes after that are left for the commit to send.
    ///
    /// Contacts first: whoever is made known by the same batch is reached. Rows are written in the order of their keys
    /// everywhere, so processes never wait for each other in a circle.
    public func handle(_ batch: Batch<NotificationMessage, MailOutcome>, in transaction: Transaction) throws {
        let docket = Docket(batch)
        if !docket.contacts.isEmpty { try transaction.send(SaveContacts(contacts: docket.contacts, now: batch.now)) }
        guard !docket.isOnlyContacts else { return }
        let insertion =
            docket.asked.isEmpty
            ? nil : try transaction.send(InsertMails(mails: docket.asked.map(\.identity).sorted(), now: batch.now))
        let accounts = docket.recipients
        let lookup = accounts.isEmpty ? nil : try transaction.send(FindContacts(accounts: accounts))
        let postponed = docket.postponed
        let history = postponed.isEmpty ? nil : try transaction.send(FindMails(mails: postponed))

        let isQueued = Set(try insertion?.rows().filter(\.isQueued).map(\.key) ?? [])
        let contacts = Dictionary(uniqueKeysWithValues: try lookup?.rows().map { ($0.account, $0) } ?? [])
        let createdAt = Dictionary(uniqueKeysWithValues: try history?.rows().map { ($0.key, $0.createdAt) } ?? [])

        var results: [MailIdentity: MailResult] = [:]
        var admission = MailAdmission(limits: limits, known: counts, now: batch.now)
        for mail in docket.asked where isQueued.contains(mail.identity.callKey) {
            let contact = contacts[mail.identity.recipient.text]
            let result = withheld(mail, contact, &admission) ?? address(mail, contact, batch)
            if let result { results[mail.identity] = result }
        }
        batch.whenCommitted { [counts, added = admission.added, now = batch.now] in counts.add(added, now: now) }
        for ended in docket.ended {
            let result =
                switch ended.ending {
                case .unaddressed(let mail): address(mail, contacts[mail.identity.recipient.text], batch)
                case .tried(let delivery, let call):
                    record(delivery, of: ended.identity, call, createdAt, after: ended.item, batch)
                case .unreadable(let attempts):
                    MailResult(
                        identity: ended.identity, state: .undeliverable, code: "unreadable_call", attempts: attempts)
                }
            if let result { results[ended.identity] = result }
        }
        let sorted = results.values.sorted { $0.identity < $1.identity }
        if !sorted.isEmpty { try transaction.send(RecordMails(results: sorted, now: batch.now)) }
    }

    /// Why a mail that was asked for now is not sent, although there is an address.
    private func withheld(
        _ mail: Docket.Mail, _ contact: FindContacts.Row?, _ admission: inout MailAdmission
    ) -> MailResult? {
        guard let contact, let address = MailAddress(contact.email) else { return nil }
        let code = contact.isConfirmed ? admission.refusal(of: mail.notification, to: address) : "unconfirmed"
        return code.map { MailResult(identity: mail.identity, state: .withheld, code: $0, attempts: 0) }
    }

    /// Puts a mail in an envelope and schedules its delivery; or says why that cannot be.
    private func address(
        _ mail: Docket.Mail, _ contact: FindContacts.Row?, _ batch: Batch<NotificationMessage, MailOutcome>
    ) -> MailResult? {
        guard let contact else {
            return MailResult(identity: mail.identity, state: .noAddress, attempts: mail.attempts)
        }
        guard let address = MailAddress(contact.email) else {
            return MailResult(
                identity: mail.identity, state: .undeliverable, code: "bad_address", attempts: mail.attempts)
        }
        let envelope = Envelope(
            notification: mail.notification, address: address, name: contact.name, locale: contact.locale,
            madeAt: batch.now)
        let key = mail.identity.callKey
        let hasRoom = envelopes.put(envelope, key: key, now: batch.now)
        let call = Call(
            kind: Self.callKind, key: key, body: mail.notification.json(),
            dueAt: hasRoom ? batch.now : batch.now + Envelopes.waitMicroseconds, place: .outside,
            attempt: mail.attempts)
        batch.schedule(call, after: mail.item)
        return nil
    }

    private func record(
        _ delivery: Delivery, of identity: MailIdentity, _ call: Call, _ createdAt: [String: Int64], after item: Int,
        _ batch: Batch<NotificationMessage, MailOutcome>
    ) -> MailResult {
        let attempts = call.attempt + 1
        switch delivery {
        case .accepted:
            return MailResult(identity: identity, state: .sent, attempts: attempts)
        case .refused(let code):
            return MailResult(identity: identity, state: .undeliverable, code: code, attempts: attempts)
        case .later(let code):
            if retries.isTooOld(createdAt: createdAt[call.key] ?? batch.now, now: batch.now) {
                return MailResult(identity: identity, state: .failed, code: code, attempts: attempts)
            }
            var next = call
            next.attempt = attempts
            next.dueAt = batch.now + retries.delayMicroseconds(afterAttempts: attempts)
            next.recovered = false
            batch.schedule(next, after: item)
            return MailResult(identity: identity, state: .queued, code: code, attempts: attempts)
        }
    }
}
