import Payments

/// The lines that come before any payment: billers, sources and customers with their contacts.
struct SetupLines {
    let endpoint: String

    func entries(_ biller: Biller) -> [Entry] {
        var entries = [open(biller.account, biller.kind, biller.currency, overdraftLimitMinor: 0)]
        if biller.standing != .unannounced { entries.append(announcement(biller)) }
        return entries
    }

    func entries(_ customer: Customer) -> [Entry] {
        var entries = [
            open(customer.account, .wallet, customer.currency, overdraftLimitMinor: customer.overdraftLimitMinor)
        ]
        if customer.wasFrozen {
            entries += [change(customer.account, "freeze", .freeze), change(customer.account, "unfreeze", .unfreeze)]
        }
        switch customer.role {
        case .frozen, .frozenReceiver: entries.append(change(customer.account, "freeze", .freeze))
        case .closed: entries.append(change(customer.account, "close", .close))
        case .steady, .spender, .overdrawn, .receiver: break
        }
        if customer.hasContact {
            if customer.hasMoved { entries.append(contact(customer, email: customer.formerEmail)) }
            entries.append(contact(customer, email: customer.email))
        }
        return entries
    }

    private func open(
        _ account: AccountID, _ kind: AccountKind, _ currency: Currency, overdraftLimitMinor: Int64
    ) -> Entry {
        let action = AccountOrder.Action.open(kind, currency, overdraftLimitMinor: overdraftLimitMinor)
        return entry("account.requested", account, .account(AccountOrder(account: account, action: action))) {
            $0.field("account", account.text)
            $0.field("action", "open")
            $0.field("kind", kind.rawValue)
            $0.field("currency", currency.code)
            if overdraftLimitMinor > 0 { $0.field("overdraft_limit_minor", overdraftLimitMinor) }
        }
    }

    private func change(_ account: AccountID, _ name: String, _ action: AccountOrder.Action) -> Entry {
        entry("account.requested", account, .account(AccountOrder(account: account, action: action))) {
            $0.field("account", account.text)
            $0.field("action", name)
        }
    }

    private func contact(_ customer: Customer, email: String) -> Entry {
        entry("contact.updated", customer.account, .contact(customer.account)) {
            $0.field("account", customer.account.text)
            $0.field("email", email)
            $0.field("name", customer.name)
            $0.field("locale", customer.locale.rawValue)
        }
    }

    private func announcement(_ biller: Biller) -> Entry {
        let isEnabled = biller.standing == .open
        return entry("biller.updated", biller.account, .biller(biller.account, isEnabled: isEnabled)) {
            $0.field("account", biller.account.text)
            $0.field("name", biller.name)
            $0.field("endpoint", "\(endpoint)/billers/\(biller.account)")
            $0.field("currency", biller.currency.code)
            $0.field("enabled", isEnabled)
        }
    }

    private func entry(
        _ topic: String, _ key: AccountID, _ meaning: Meaning, _ fields: (inout JSONText) -> Void
    ) -> Entry {
        var text = JSONText()
        text.object(fields)
        let line = SeedLine(topic: topic, key: key.text, value: text.bytes, phase: .setup, isWellFormed: true)
        return Entry(line: line, meaning: meaning)
    }
}
