import Kafka
import Messages
import Payments

/// Makes a forecast of messages that go by, many at a time.
final class Forecaster {
    private(set) var forecast: ReplayForecast
    private let lookup: EffectLookup
    private let decoder = MessageDecoder()
    private var waiting: [String: EffectQuestions] = [:]

    private static let together = 2_000

    init(_ mode: ReplayMode, _ selection: ReplaySelection, _ lookup: EffectLookup) {
        forecast = ReplayForecast(mode: mode, selection: selection.summary)
        self.lookup = lookup
    }

    func add(
        topic: String, type: String?, value: UnsafeRawBufferPointer, timestampMilliseconds: Int64
    ) throws(OperationError) {
        forecast.messages += 1
        let workers = Catalogue.topic(topic)?.consumers ?? []
        for worker in workers { forecast.count(topic, worker) { $0.messages += 1 } }
        // A tombstone takes a contact back, and has nothing to be decoded.
        if value.isEmpty, Catalogue.topic(topic)?.cleanup == .compact {
            for worker in workers { forecast.count(topic, worker) { $0.untold += 1 } }
            return
        }
        do {
            let message = try decoder.decode(topic: topic, type: type, value: value)
            waiting[topic, default: EffectQuestions()].add(message, timestampMilliseconds: timestampMilliseconds)
        } catch {
            for worker in workers { forecast.count(topic, worker) { $0.unreadable += 1 } }
        }
        if waiting[topic]?.count ?? 0 >= Self.together { try ask(topic) }
    }

    func finish() throws(OperationError) -> ReplayForecast {
        for topic in waiting.keys.sorted() { try ask(topic) }
        forecast.lines.sort { ($0.topic, $0.worker) < ($1.topic, $1.worker) }
        return forecast
    }

    private func ask(_ topic: String) throws(OperationError) {
        guard let questions = waiting[topic], !questions.isEmpty else { return }
        waiting[topic] = nil
        for worker in Catalogue.topic(topic)?.consumers ?? [] {
            let effects = try lookup.effects(of: questions, on: worker)
            for (question, effect) in zip(questions.questions, effects) {
                forecast.count(topic, worker) { line in
                    switch effect {
                    case .applied: line.applied += 1
                    case .change: line.wouldChange += 1
                    case .conflict: line.conflicts += 1
                    case .untold: line.untold += 1
                    }
                }
                if effect == .change { note(question.message, topic, worker) }
            }
        }
    }

    private func note(_ message: AnyMessage, _ topic: String, _ worker: String) {
        guard forecast.firstChanges.count < ReplayForecast.shownChanges else { return }
        let subject: String =
            switch message {
            case .accountRequested(let body): "account \(body.account.text), \(body.action.rawValue)"
            case .billerUpdated(let body): "biller \(body.account.text)"
            case .billPresented(let body): "bill of \(body.biller.text) to \(body.customer.text)"
            default: "payment \(message.payment?.description ?? "?")"
            }
        forecast.firstChanges.append("\(subject): \(topic) on \(worker)")
    }
}
