import Payments

/// The words of a printed statement. The languages are those of the house's mails.
struct StatementLanguage: Sendable {
    let code: String
    let title: String
    let labels: [String: String]
    private let kinds: [String: String]
    private let refund: String
    private let decimalMark: String
    private let groupMark: String

    /// The first of `Accept-Language` that there is, by weight; else English.
    static func accepted(_ header: String?) -> StatementLanguage {
        let wanted = (header ?? "").prefix(200).split(separator: ",").map { range -> (language: String, weight: Int) in
            let parts = range.split(separator: ";").map { $0.drop { $0 == " " } }
            let language = parts.first?.split(separator: "-").first?.lowercased() ?? ""
            return (language, weight(parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)))
        }
        // Of equal weight the one named first; sorting alone would not keep that.
        let best = wanted.enumerated().filter { known[$0.element.language] != nil && $0.element.weight > 0 }
            .min { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
        return best.flatMap { known[$0.element.language] } ?? english
    }

    /// A weight of `0.8` in thousandths; one that is none counts as 1.
    private static func weight(_ text: Substring?) -> Int {
        guard let text, let decimal = DecimalAmount(String(text), digits: 3) else { return 1_000 }
        return Int(min(decimal.minor, 1_000))
    }

    func movement(_ kind: String, isRefund: Bool) -> String {
        let name = kinds[kind] ?? kind
        return isRefund ? "\(name) (\(refund))" : name
    }

    /// Exact: digits and marks, never through a float.
    func text(_ money: Money) -> String {
        let parts = money.decimalText.split(separator: ".")
        let sign = money.amountMinor < 0 ? "-" : ""
        let digits = Array(parts[0].dropFirst(sign.count))
        var whole = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { whole += groupMark }
            whole.append(digit)
        }
        return sign + whole + (parts.count == 2 ? decimalMark + parts[1] : "")
    }

    private static let known = Dictionary(
        uniqueKeysWithValues: [english, german, estonian, japanese].map { ($0.code, $0) })

    private static let english = StatementLanguage(
        code: "en", title: "Account statement",
        labels: [
            "account": "Account", "currency": "Currency", "period": "Period (UTC)", "incoming": "Money in",
            "outgoing": "Money out", "time": "Time (UTC)", "movement": "Movement", "counterparty": "Other account",
            "amount": "Amount", "balance": "Balance", "opening": "Opening balance", "closing": "Closing balance",
            "made": "Made at (UTC)",
        ],
        kinds: ["transfer": "Transfer", "bill": "Bill", "topup": "Deposit", "withdrawal": "Withdrawal"],
        refund: "refund", decimalMark: ".", groupMark: ",")

    private static let german = StatementLanguage(
        code: "de", title: "Kontoauszug",
        labels: [
            "account": "Konto", "currency": "Währung", "period": "Zeitraum (UTC)", "incoming": "Eingänge",
            "outgoing": "Ausgänge", "time": "Zeit (UTC)", "movement": "Vorgang", "counterparty": "Gegenkonto",
            "amount": "Betrag", "balance": "Saldo", "opening": "Anfangssaldo", "closing": "Endsaldo",
            "made": "Erstellt (UTC)",
        ],
        kinds: ["transfer": "Überweisung", "bill": "Rechnung", "topup": "Einzahlung", "withdrawal": "Auszahlung"],
        refund: "Erstattung", decimalMark: ",", groupMark: ".")

    private static let estonian = StatementLanguage(
        code: "et", title: "Konto väljavõte",
        labels: [
            "account": "Konto", "currency": "Valuuta", "period": "Periood (UTC)", "incoming": "Laekumised",
            "outgoing": "Väljaminekud", "time": "Aeg (UTC)", "movement": "Tehing", "counterparty": "Vastaskonto",
            "amount": "Summa", "balance": "Saldo", "opening": "Algsaldo", "closing": "Lõppsaldo",
            "made": "Koostatud (UTC)",
        ],
        kinds: ["transfer": "Ülekanne", "bill": "Arve", "topup": "Sissemakse", "withdrawal": "Väljamakse"],
        refund: "tagastus", decimalMark: ",", groupMark: "\u{a0}")

    private static let japanese = StatementLanguage(
        code: "ja", title: "取引明細書",
        labels: [
            "account": "口座", "currency": "通貨", "period": "期間 (UTC)", "incoming": "入金合計",
            "outgoing": "出金合計", "time": "日時 (UTC)", "movement": "取引", "counterparty": "相手口座",
            "amount": "金額", "balance": "残高", "opening": "期首残高", "closing": "期末残高", "made": "作成日時 (UTC)",
        ],
        kinds: ["transfer": "振替", "bill": "請求書払い", "topup": "入金", "withdrawal": "出金"], refund: "返金",
        decimalMark: ".", groupMark: ",")
}
