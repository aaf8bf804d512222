import CloudEvents
import Lane
import Messages
import Payments
import WalletWorker

/// What a batch had to say, decoded and in short words, to be compared.
struct Answer {
    /// Events in the order in which they were emitted, then dead letters.
    let words: [String]
    let events: [AnyMessage]
    let deadLetters: [String]
    /// How many messages the batch had.
    let size: Int

    init(_ batch: Batch<WalletMessage, Never>) throws {
        let decoder = MessageDecoder()
        size = batch.items.count
        events = try batch.events.map { emitted in
            try emitted.event.value.withUnsafeBytes { bytes throws(MessageError) in
                try decoder.decode(topic: emitted.event.topic, type: emitted.event.type, value: bytes)
            }
        }
        deadLetters = batch.deadLetters.map(\.refusal.code)
        words = events.map(Answer.words) + deadLetters.map { "dead letter: \($0)" }
    }

    private static func words(_ event: AnyMessage) -> String {
        switch event {
        case .walletDebited(let event):
            "debited \(event.payer) for \(event.payee): \(event.amountMinor) \(event.currency)"
        case .paymentRejected(let event): "rejected \(event.payer): \(event.reason.code)"
        case .walletCredited(let event):
            "\(event.outcome) to \(event.account): \(event.amountMinor) \(event.currency)"
                + (event.reason.map { " (\($0.code))" } ?? "")
        default: "unexpected \(event)"
        }
    }
}
