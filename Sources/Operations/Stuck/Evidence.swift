import PaymentWorker
import Payments

/// What all workers know about a payment that does not go on.
struct Evidence {
    let row: Stuck.Row
    var decision: DecisionsOf.Row?
    var invoice: InvoicesOf.Row?
    /// What each worker has said about it: the topics, and whether the message is published (nil: not known).
    var said: [String: [(topic: String, isPublished: Bool?)]] = [:]
    /// By worker: its dead letters about the payment.
    var letters: [String: [DeadLettersOf.Row]] = [:]
    /// Workers whose databases could not be read.
    var unread: Set<String> = []

    init(_ row: Stuck.Row) {
        self.row = row
    }
}

/// Why a payment does not go on, by what is known.
struct Diagnosis {
    let status: StatusReport

    /// The step that is waited for is the one after the last that any worker has taken.
    func cause(of evidence: Evidence) -> (cause: StuckCause, detail: String) {
        if let end = evidence.decision?.end {
            let topic = end == "rejected" ? "payment.rejected" : "wallet.credited"
            return message(on: topic, from: "wallet", to: "payment", evidence)
        }
        if let invoice = evidence.invoice {
            guard invoice.state == "open" else {
                let topic = invoice.state == "paid" ? "bill.paid" : "bill.failed"
                return message(on: topic, from: "billing", to: "wallet", evidence)
            }
            return aside(evidence.row) ?? biller(invoice)
        }
        if evidence.decision?.isHeld == true || evidence.row.state != .requested {
            return message(on: "wallet.debited", from: "wallet", to: "billing", evidence)
        }
        return message(on: "payment.requested", from: nil, to: "wallet", evidence)
    }

    private func message(
        on topic: String, from producer: String?, to consumer: String, _ evidence: Evidence
    ) -> (StuckCause, String) {
        if let letter = evidence.letters[consumer]?.last(where: { $0.topic == "\(topic).dlq" }) {
            let cause = StuckCause.deadLetter(worker: consumer, topic: topic, reason: letter.reason)
            return (cause, "\(letter.origin), \(letter.at.age(at: status.at)) ago")
        }
        if let producer, evidence.said[producer]?.last(where: { $0.topic == topic })?.isPublished == false {
            return (.unpublished(worker: producer), topic)
        }
        guard let worker = status.workers.first(where: { $0.name == consumer }), worker.error == nil,
            !evidence.unread.contains(consumer)
        else { return (.unknown(worker: consumer, topic: topic), "") }
        let lanes = worker.lanes.filter { $0.topic == topic }
        if let halted = lanes.first(where: { $0.halted != nil }) {
            return (.halted(worker: consumer, lane: "\(topic)/\(halted.partition)"), "")
        }
        let lags = lanes.compactMap(\.lag)
        let lag = lags.reduce(0, +)
        if lags.count == lanes.count, lag == 0, !lanes.isEmpty { return (.lost(worker: consumer, topic: topic), "") }
        if let order = worker.orders.first(where: { $0.scope == .worker || $0.name.hasPrefix("\(topic)/") }) {
            return (.paused(what: order.sentence), order.reason)
        }
        if worker.isAbandoned { return (.notRunning(worker: consumer), "") }
        if lags.count < lanes.count { return (.unknown(worker: consumer, topic: topic), "") }
        let oldest = lanes.compactMap(\.oldestUnreadAt).min().map { ", the oldest from \($0.age(at: status.at)) ago" }
        return (.behind(worker: consumer, topic: topic), "\(lag.grouped) to come\(oldest ?? "")")
    }

    private func aside(_ row: Stuck.Row) -> (StuckCause, String)? {
        let billing = status.workers.first { $0.name == "billing" }
        let call = billing?.inHand.first { item in
            item.putAsideAt != nil && item.kind != nil && item.key == row.payment.description
        }
        guard let call, let kind = call.kind else { return nil }
        return (.callAside(kind: kind, key: call.key), "\(call.ends) ends, the last at \(call.stage)")
    }

    private func biller(_ invoice: InvoicesOf.Row) -> (StuckCause, String) {
        let name = invoice.biller ?? "nobody"
        let billing = status.workers.first { $0.name == "billing" }
        let detail = detail(of: invoice)
        if let endpoint = invoice.endpoint,
            billing?.orders.contains(where: { $0.scope == .connector && $0.name == endpoint }) == true
        {
            return (.billerPaused(biller: name, endpoint: endpoint), detail)
        }
        if let order = billing?.orders.first(where: { $0.scope == .worker }) {
            return (.paused(what: order.sentence), order.reason)
        }
        if billing?.isAbandoned == true { return (.notRunning(worker: "billing"), detail) }
        if let suspicious = invoice.suspicious { return (.billerContradicts(biller: name), suspicious) }
        if invoice.tries == 0 { return (.billerNotAsked(biller: name), invoice.lastCode ?? "") }
        return (.billerSilent(biller: name), detail)
    }

    private func detail(of invoice: InvoicesOf.Row) -> String {
        var parts = [invoice.tries == 0 ? "not asked" : invoice.tries == 1 ? "1 try" : "\(invoice.tries) tries"]
        if let code = invoice.lastCode {
            parts.append("\(code)\(invoice.lastTryAt.map { " \($0.age(at: status.at)) ago" } ?? "")")
        }
        if let next = invoice.nextTryAt, status.at < next { parts.append("next in \(status.at.age(at: next))") }
        return parts.joined(separator: ", ")
    }
}
