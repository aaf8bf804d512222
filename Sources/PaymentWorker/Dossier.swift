import Lane
import Payments

/// Everything one batch says about one payment, in the order in which it was read.
struct Dossier {
    struct Entry {
        let news: PaymentNews
        let origin: Origin
        /// Index into the batch's items.
        let item: Int
        /// When it happened, microseconds since the Unix epoch.
        let time: Int64
    }

    /// What became of the payment.
    struct Verdict {
        var row: PaymentRow
        var contradictions: [(entry: Entry, contradiction: Contradiction)] = []
        /// The item after which people are told, if this batch brought the payment so far.
        var toldAfter: Int?
    }

    let payment: PaymentID
    private(set) var entries: [Entry]

    /// The request is mostly what is heard first.
    var hasRequest: Bool { entries.contains { $0.news.event == .requested } }

    /// The batch's messages by payment, in the order of the ids: the order in which rows are locked everywhere.
    static func sorted(_ batch: Batch<PaymentNews, Never>) -> [Dossier] {
        var places: [PaymentID: Int] = [:]
        var dossiers: [Dossier] = []
        for (index, item) in batch.items.enumerated() {
            guard case .message(let news, let origin) = item.cause else { continue }
            let time = origin.timestamp > 0 ? origin.timestamp : batch.now
            let entry = Entry(news: news, origin: origin, item: index, time: time)
            if let place = places[news.payment] {
                dossiers[place].entries.append(entry)
            } else {
                places[news.payment] = dossiers.count
                dossiers.append(Dossier(payment: news.payment, entries: [entry]))
            }
        }
        return dossiers.sorted { $0.payment < $1.payment }
    }

    /// The payment after these messages, coming from `row`, or from nothing.
    func verdict(over row: PaymentRow?) -> Verdict {
        var verdict = Verdict(row: row ?? PaymentRow(first: entries[0].news, at: entries[0].time))
        for (index, entry) in entries.enumerated() {
            if index > 0 || row != nil {
                for contradiction in verdict.row.hear(entry.news, at: entry.time) {
                    verdict.contradictions.append((entry, contradiction))
                }
            }
            verdict.row.heard.note(entry.news.event, at: entry.time, from: entry.origin)
            if verdict.row.isToBeTold {
                verdict.row.told = verdict.row.audience
                verdict.toldAfter = entry.item
            }
        }
        return verdict
    }
}
