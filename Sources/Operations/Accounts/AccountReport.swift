/// An account and its latest movements: what `giro account show` shows.
public struct AccountReport: Sendable, Encodable {
    public struct Entry: Sendable, Equatable, Encodable {
        /// In its account.
        public let number: Int64
        public let at: Moment
        public let kind: String
        /// `held`, `settled`, `refunded` and so on.
        public let outcome: String
        public let payment: String
        public let amountMinor: Int64
        public let balanceAfterMinor: Int64
        public let currency: String
        /// Who is on the payment's other side.
        public let counterparty: String?
    }

    public let account: AccountStanding
    /// The latest first. None of an account that is kept in parts.
    public let latest: [Entry]

    public func lines(paint: Paint) -> [String] {
        var table = TextTable(AccountStanding.columns)
        table.add(account.cells)
        return table.lines(paint: paint) + entryLines(paint)
    }

    private func entryLines(_ paint: Paint) -> [String] {
        if latest.isEmpty { return [] }
        var table = TextTable([
            .init("time (UTC)"), .init("entry", .right), .init("kind"), .init("outcome"), .init("amount", .right),
            .init("balance after", .right), .init("other side", isFlexible: true), .init("payment", isFlexible: true),
        ])
        for entry in latest {
            table.add([
                .init(String(entry.at.shown.dropLast(4)), .faint), .init("\(entry.number)"), .init(entry.kind),
                .init(entry.outcome), .init(AmountText.of(entry.amountMinor, entry.currency)),
                .init(AmountText.of(entry.balanceAfterMinor, entry.currency)), .init(entry.counterparty ?? "-"),
                .init(entry.payment),
            ])
        }
        return [""] + table.lines(paint: paint)
    }
}

/// A page of accounts: what `giro account list` shows.
public struct AccountListReport: Sendable, Encodable {
    public let accounts: [AccountStanding]
    /// Where the next page begins; nil on the last one.
    public let next: String?

    public func lines(paint: Paint) -> [String] {
        if accounts.isEmpty { return ["No such accounts."] }
        var table = TextTable(AccountStanding.columns)
        for account in accounts { table.add(account.cells) }
        return table.lines(paint: paint) + (next.map { ["", "More: --after \($0)"] } ?? [])
    }
}

/// What `giro account freeze` and `unfreeze` would do, or have done.
public struct AccountChangeReport: Sendable, Encodable {
    public enum Outcome: String, Sendable, Encodable {
        case planned
        case done
        /// It was so before; nothing was asked for.
        case doneBefore = "done_before"
        /// The wallet gave the message up; `detail` is the code.
        case refused
        /// The wallet has not got to it in time; it will.
        case pending
    }

    public let account: String
    /// `frozen` or `open`.
    public let state: String
    public internal(set) var outcome: Outcome
    public internal(set) var detail: String?
    /// In the operations log; nil while nothing was asked for.
    public internal(set) var operation: String?

    public var status: ExitStatus {
        switch outcome {
        case .planned, .done, .doneBefore: .done
        case .refused, .pending: .found
        }
    }

    public var sentence: String {
        let effect = state == "frozen" ? "frozen: it takes money and gives none" : "open"
        switch outcome {
        case .planned: return "account \(account) would be \(effect)"
        case .done: return "account \(account) is \(effect)"
        case .doneBefore: return "account \(account) was \(effect) before"
        case .refused: return "account \(account) is not changed: \(detail ?? "refused")"
        case .pending: return "account \(account) is not changed yet: the wallet has not got to it (giro status)"
        }
    }
}
