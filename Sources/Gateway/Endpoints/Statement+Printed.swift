import HTTPTypes
import Hummingbird
import Identity
import Payments

extension Endpoints {
    /// The most movements of a page that is to be printed.
    static let printedEntries = 5_000

    /// All movements of a period on one page, the oldest first, between the balances before and after them.
    ///
    /// - Throws: `statement_too_long`.
    static func printedStatement(_ holding: Holding, _ call: Call, _ services: Services) async throws -> Answer {
        for name in ["cursor", "limit"] where call.query[name] != nil {
            throw Problem(.invalidParameter, field: name, "a page to be printed is whole")
        }
        let from = try call.time("from")
        let to = try call.time("to")
        let entries = try await allEntries(of: holding, from, to, services.reads)
        let opening = try await openingMinor(entries, holding, from, services.reads)
        let statement = PrintedStatement(
            holding: holding, from: from ?? holding.createdAt, to: to ?? .now(), openingMinor: opening,
            entries: entries.reversed())
        let language = StatementLanguage.accepted(call.headers[.acceptLanguage])
        var answer = Answer.text(
            Array(services.pages.statement(try statement.page(in: language)).utf8), "text/html; charset=utf-8")
        answer.headers[.contentLanguage] = language.code
        answer.headers[.vary] = "Accept, Accept-Language"
        answer.headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'"
        return answer
    }

    /// The latest first. Times are of several clocks: of movements whose numbers are in order some may seem to be out
    /// of the period. They belong to it, or its balances would not follow from each other.
    private static func allEntries(
        of holding: Holding, _ from: Timestamp?, _ to: Timestamp?, _ reads: Reads
    ) async throws -> [ReadEntries.Row] {
        let found = try await reads.entries(
            ReadEntries(account: holding.account, before: .max, from: from, to: to, limit: printedEntries + 1))
        guard let last = found.first?.number, let first = found.last?.number else { return [] }
        let count = Int(last - first) + 1
        if found.count > printedEntries || count > printedEntries {
            throw Problem(.statementTooLong, "at most \(printedEntries) movements; ask for a shorter period")
        }
        if found.count == count { return found }
        return try await reads.entries(
            ReadEntries(account: holding.account, before: last + 1, from: nil, to: nil, limit: count))
    }

    private static func openingMinor(
        _ entries: [ReadEntries.Row], _ holding: Holding, _ from: Timestamp?, _ reads: Reads
    ) async throws -> Int64 {
        if let first = entries.last { return first.balanceAfterMinor - first.amountMinor }
        guard let from else { return 0 }
        let before = try await reads.entries(
            ReadEntries(account: holding.account, before: .max, from: nil, to: from, limit: 1))
        return before.first?.balanceAfterMinor ?? 0
    }
}

/// What is printed: amounts as they are, and as people of a language read them.
struct PrintedStatement {
    let holding: Holding
    let from: Timestamp
    let to: Timestamp
    let openingMinor: Int64
    /// The oldest first.
    let entries: [ReadEntries.Row]

    /// What the template may name.
    func page(in language: StatementLanguage) throws(MoneyError) -> [String: Any] {
        func amount(_ minor: Int64) -> [String: String] {
            ["minor": String(minor), "text": language.text(Money(amountMinor: minor, currency: holding.currency))]
        }
        return [
            "language": language.code, "title": language.title, "labels": language.labels,
            "account": holding.account.text, "currency": holding.currency.code, "from": Self.minute(from),
            "to": Self.minute(to), "made": Self.minute(.now()), "opening": amount(openingMinor),
            "closing": amount(entries.last?.balanceAfterMinor ?? openingMinor),
            "incoming": amount(try sum { $0 > 0 }), "outgoing": amount(try sum { $0 < 0 }),
            "entries": entries.map { line($0, language, amount) },
        ]
    }

    private func line(
        _ entry: ReadEntries.Row, _ language: StatementLanguage, _ amount: (Int64) -> [String: String]
    ) -> [String: Any] {
        var line: [String: Any] = [
            "time": Self.minute(entry.at), "movement": language.movement(entry.kind, isRefund: entry.isRefund),
            "payment": entry.payment.description, "counterparty": entry.counterparty ?? "",
            "amount": amount(entry.amountMinor), "balance": amount(entry.balanceAfterMinor),
        ]
        line["name"] = entry.counterpartyName
        line["bill"] = entry.bill
        line["reference"] = entry.reference
        return line
    }

    private func sum(_ counts: (Int64) -> Bool) throws(MoneyError) -> Int64 {
        var sum = Money(amountMinor: 0, currency: holding.currency)
        for entry in entries where counts(entry.amountMinor) {
            sum = try sum.adding(Money(amountMinor: entry.amountMinor, currency: holding.currency))
        }
        return sum.amountMinor
    }

    /// `2026-11-21 09:30`, UTC.
    private static func minute(_ time: Timestamp) -> String {
        let text = time.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}
