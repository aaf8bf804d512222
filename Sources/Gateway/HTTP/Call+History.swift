import Identity
import Payments

/// The parameters of histories.
extension Call {
    /// - Parameter kinds: those of the list; `kind` chooses one of them.
    func historyFilter(_ kinds: [PaymentKind]) throws(Problem) -> HistoryFilter {
        let account = try optionalAccount("account_id")
        let least = try amount("min_amount_minor") ?? .min
        let most = try amount("max_amount_minor") ?? .max
        guard least <= most else {
            throw Problem(.invalidParameter, field: "max_amount_minor", "not less than min_amount_minor")
        }
        return HistoryFilter(
            kinds: try choice("kind", of: kinds).map { [$0] } ?? kinds,
            states: try choice("status", of: PaymentState.allCases).map { [$0] } ?? PaymentState.allCases,
            from: try time("from"), to: try time("to"), account: account, amountMinor: least...most,
            isEarliestFirst: try isEarliestFirst())
    }

    /// Nil without a cursor: the first page.
    func historyStart(_ cursors: PageCursors) throws(Problem) -> HistoryPosition? {
        guard let parts = try cursors.parts(of: self, count: 2) else { return nil }
        guard let at = Int64(parts[0]), let id = PaymentID(parts[1]) else { throw PageCursors.invalid }
        return HistoryPosition(at: Timestamp(microseconds: at), id: id)
    }

    /// One of some words.
    func choice<Choice: RawRepresentable<String>>(
        _ name: String, of choices: [Choice]
    ) throws(Problem) -> Choice? {
        guard let text = query[name] else { return nil }
        guard let choice = choices.first(where: { $0.rawValue == text }) else {
            let words = choices.map(\.rawValue).joined(separator: ", ")
            throw Problem(.invalidParameter, field: name, "one of \(words)")
        }
        return choice
    }

    /// An account behind the `?`.
    func optionalAccount(_ name: String) throws(Problem) -> AccountID? {
        guard let text = query[name] else { return nil }
        guard let account = AccountID(text) else {
            throw Problem(.invalidParameter, field: name, "an account's id")
        }
        return account
    }

    func date(_ name: String) throws(Problem) -> CalendarDate? {
        guard let text = query[name] else { return nil }
        guard let date = CalendarDate(text) else {
            throw Problem(.invalidParameter, field: name, "a day as 2026-11-30")
        }
        return date
    }

    private func amount(_ name: String) throws(Problem) -> Int64? {
        guard let text = query[name] else { return nil }
        guard let amount = Int64(text), (0...MoneyLimits.maximumAmountMinor).contains(amount) else {
            throw Problem(.invalidParameter, field: name, "0 to \(MoneyLimits.maximumAmountMinor)")
        }
        return amount
    }

    private func isEarliestFirst() throws(Problem) -> Bool {
        switch query["sort"] {
        case nil, "-created_at"?: return false
        case "created_at"?: return true
        default: throw Problem(.invalidParameter, field: "sort", "created_at or -created_at")
        }
    }
}

extension HistoryPosition {
    var parts: [String] { [String(at.microseconds), id.description] }
}
