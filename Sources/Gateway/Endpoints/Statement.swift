import HTTPTypes
import Hummingbird
import Identity
import Payments

extension Endpoints {
    private enum StatementFormat: String {
        case json
        case csv
        /// The whole period on a page to be printed.
        case html
    }

    /// An account's movements as JSON, or as CSV or a page to be printed when that is what the caller accepts or names.
    static func statement(_ call: Call, _ services: Services) async throws -> Answer {
        let holding = try await services.readable(call.account(), call)
        let format = try format(call)
        if format == .html { return try await printedStatement(holding, call, services) }
        var before = Int64.max
        if let cursor = call.query["cursor"] {
            guard let number = Int64(cursor), number > 0 else { throw Problem(.invalidParameter, field: "cursor") }
            before = number
        }
        let limit = try call.limit(most: 1_000)
        let rows = try await services.reads.entries(
            ReadEntries(
                account: holding.account, before: before, from: try call.time("from"), to: try call.time("to"),
                limit: limit))
        let views = rows.map { EntryView($0, holding.currency.code) }
        let next = rows.count == limit ? rows.last.map { String($0.number) } : nil
        guard format == .csv else {
            return .json(StatementView(accountId: holding.account.text, items: views, next: next))
        }
        var answer = Answer.text(Array(csv(views).utf8), "text/csv; charset=utf-8; header=present")
        if let next { answer.headers[.linkHeader] = "<\(call.path)?cursor=\(next)&limit=\(limit)>; rel=\"next\"" }
        return answer
    }

    private static func format(_ call: Call) throws(Problem) -> StatementFormat {
        guard let named = call.query["format"] else {
            let accepted = call.headers[.accept] ?? ""
            return accepted.hasPrefix("text/csv") ? .csv : accepted.hasPrefix("text/html") ? .html : .json
        }
        guard let format = StatementFormat(rawValue: String(named)) else {
            throw Problem(.invalidParameter, field: "format", "json, csv or html")
        }
        return format
    }

    /// RFC 4180. No value can hold a comma, a quote or a line's end, nor begin as a formula, but for the minus of an
    /// amount, which is a number.
    private static func csv(_ entries: [EntryView]) -> String {
        let columns = [
            "number", "timestamp", "payment_id", "type", "kind", "outcome", "counterparty_account_id", "amount",
            "balance_after", "currency",
        ]
        let lines = entries.map { entry in
            [
                String(entry.number), entry.timestamp, entry.paymentId, entry.type, entry.kind, entry.outcome,
                entry.counterpartyAccountId.map(inert) ?? "", entry.amount, entry.balanceAfter, entry.currency,
            ].joined(separator: ",")
        }
        return ([columns.joined(separator: ",")] + lines).joined(separator: "\r\n") + "\r\n"
    }

    /// An account's id may begin with a minus, which a spreadsheet would calculate with.
    private static func inert(_ account: String) -> String { account.hasPrefix("-") ? "'" + account : account }
}

private struct StatementView: Encodable {
    let accountId: String
    let items: [EntryView]
    let next: String?
}
