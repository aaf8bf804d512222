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
        if let parts = try services.cursors.parts(of: call, count: 1) {
            guard let number = Int64(parts[0]), number > 0 else { throw PageCursors.invalid }
            before = number
        }
        let limit = try call.limit(most: 1_000)
        let rows = try await services.reads.entries(
            ReadEntries(
                account: holding.account, before: before, from: try call.time("from"), to: try call.time("to"),
                limit: limit))
        let views = rows.map { EntryView($0, holding.currency.code) }
        let last = rows.count == limit ? rows.last?.number : nil
        let next = try last.map { try services.cursors.text([String($0)], of: call) }
        var answer =
            format == .csv
            ? Answer.text(Array(csv(views).utf8), "text/csv; charset=utf-8; header=present")
            : .json(StatementView(accountId: holding.account.text, items: views, next: next))
        answer.vary(by: "Accept")
        return call.answer(answer, next: next, format: format.rawValue)
    }

    private static func format(_ call: Call) throws(Problem) -> StatementFormat {
        guard let named = call.query["format"] else {
            let accepted = call.headers[.accept] ?? ""
            return accepted.hasPrefix("text/csv") ? .csv : accepted.hasPrefix("text/html") ? .html : .json
        }
        guard let format = StatementFormat(rawValue: named) else {
            throw Problem(.invalidParameter, field: "format", "json, csv or html")
        }
        return format
    }

    /// RFC 4180.
    private static func csv(_ entries: [EntryView]) -> String {
        let columns = [
            "number", "timestamp", "payment_id", "type", "kind", "outcome", "counterparty_account_id", "amount",
            "balance_after", "currency", "counterparty_name", "bill_id", "reference",
        ]
        let lines = entries.map { entry in
            [
                String(entry.number), entry.timestamp, entry.paymentId, entry.type, entry.kind, entry.outcome,
                text(entry.counterpartyAccountId), entry.amount, entry.balanceAfter, entry.currency,
                text(entry.counterpartyName), text(entry.billId), text(entry.reference),
            ].joined(separator: ",")
        }
        return ([columns.joined(separator: ",")] + lines).joined(separator: "\r\n") + "\r\n"
    }

    /// What others have written: quoted where it must be, and never a formula, which a spreadsheet would calculate.
    private static func text(_ given: String?) -> String {
        guard let given, let first = given.unicodeScalars.first else { return "" }
        let inert = "=+-@".unicodeScalars.contains(first) ? "'" + given : given
        guard inert.contains(where: { $0 == "," || $0 == "\"" }) else { return inert }
        return "\"" + inert.replacing("\"", with: "\"\"") + "\""
    }
}

private struct StatementView: Encodable {
    let accountId: String
    let items: [EntryView]
    let next: String?
}
