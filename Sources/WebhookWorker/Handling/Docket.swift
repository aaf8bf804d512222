import Lane
import Messages
import Payments
import Webhooks

/// A batch, sorted by what is to be done. Numbers named `item` are indexes into the batch's items.
struct Docket {
    struct Ended {
        let key: DeliveryKey
        let call: Call
        let outcome: WebhookOutcome
        let item: Int
    }

    /// The newest of each endpoint, in the order of their ids.
    let announced: [(body: WebhookUpdated, at: Int64)]
    let notes: [(note: PaymentNote, item: Int, at: Int64)]
    let requests: [(request: WebhookRequested, item: Int)]
    /// But those that are only held.
    let ended: [Ended]
    let held: [Ended]
    /// Events that have waited for an earlier one for long enough.
    let due: [(key: DeliveryKey, item: Int)]

    init(_ batch: Batch<WebhookMessage, WebhookOutcome>) {
        var announced: [PaymentID: (body: WebhookUpdated, at: Int64)] = [:]
        var notes: [(PaymentNote, Int, Int64)] = []
        var requests: [(WebhookRequested, Int)] = []
        var ended: [Ended] = []
        var held: [Ended] = []
        var due: [(DeliveryKey, Int)] = []
        for (index, item) in batch.items.enumerated() {
            switch item.cause {
            case .message(.payment(let note), let origin):
                notes.append((note, index, origin.timestamp > 0 ? origin.timestamp : batch.now))
            case .message(.updated(let body), let origin):
                guard body.version > announced[body.webhook]?.body.version ?? 0 else { continue }
                announced[body.webhook] = (body, origin.time(notAfter: batch.now))
            case .message(.requested(let body), _):
                requests.append((body, index))
            case .due(let call):
                if let key = DeliveryKey(call.key) { due.append((key, index)) }
            case .done(let call, let outcome):
                guard let key = DeliveryKey(call.key) else { continue }
                let entry = Ended(key: key, call: call, outcome: outcome, item: index)
                if case .held = outcome { held.append(entry) } else { ended.append(entry) }
            }
        }
        self.announced = announced.values.sorted { $0.body.webhook < $1.body.webhook }
        self.notes = notes
        self.requests = requests
        self.ended = ended
        self.held = held
        self.due = due
    }

    /// Everyone whose endpoints may want to know, each once.
    var accounts: [AccountID] { Set(notes.flatMap { [$0.note.payer, $0.note.payee] }).sorted() }

    /// Who is to be told what, each once, given who wants to know.
    func drafts(_ interested: [FindEndpoints.Row], now: Int64) -> [(delivery: Delivery, item: Int)] {
        let byAccount = Dictionary(grouping: interested, by: \.account)
        var drafts: [(Delivery, Int)] = []
        for (note, item, at) in notes {
            let rows = [note.payer, note.payee].flatMap { byAccount[$0.text] ?? [] }
            // What is said once more is told to those who could have been told the first time.
            let isKnown = { (row: FindEndpoints.Row) in note.repeats.map { $0 >= row.since } ?? true }
            let wanted = rows.filter { $0.events.contains(note.event.rawValue) && isKnown($0) }
            let endpoints = Set(wanted.map(\.endpoint))
            for endpoint in endpoints.sorted() {
                let id = PaymentID.timeOrdered(milliseconds: now / 1_000)
                let key = DeliveryKey(endpoint: endpoint, payment: note.payment, delivery: id)
                drafts.append((Delivery(key, note.event, note, at: at, now: now), item))
            }
        }
        for (request, item) in requests where request.action == .ping {
            let key = DeliveryKey(endpoint: request.webhook, payment: nil, delivery: request.delivery)
            drafts.append((Delivery(key, .ping, nil, at: now, now: now), item))
        }
        return drafts
    }
}

extension Delivery {
    fileprivate init(_ key: DeliveryKey, _ event: WebhookEvent, _ note: PaymentNote?, at: Int64, now: Int64) {
        let body = DeliveryBody(id: key.delivery, event: event, createdAt: Timestamp(microseconds: at), note: note)
        self.init(key: key, event: event, createdAt: now, body: body.bytes(), since: now)
    }
}
