import Messages
import Payments
import Webhooks

/// The JSON that an endpoint gets: `id`, `type`, `created_at` and, about a payment, `data` with the names and values of
/// `GET /v1/payments/{payment_id}`. Made once for a delivery, so every attempt sends the same bytes.
struct DeliveryBody {
    /// The message's webhook-id.
    let id: PaymentID
    let event: WebhookEvent
    /// When it happened.
    let createdAt: Timestamp
    let note: PaymentNote?

    func bytes() -> [UInt8] {
        var outer = JSONWriter(capacity: 512)
        outer.begin()
        outer.field("id", id)
        outer.field("type", event)
        outer.field("created_at", createdAt)
        return outer.bytes + Array(#","data":"#.utf8) + data() + [UInt8(ascii: "}")]
    }

    private func data() -> [UInt8] {
        var writer = JSONWriter(capacity: 384)
        writer.begin()
        if let note {
            writer.field("payment_id", note.payment)
            writer.field("kind", note.kind)
            writer.field("status", note.state)
            writer.field("is_final", note.state.isFinal)
            writer.field("reason", note.reason)
            writer.field("source_account_id", note.payer)
            writer.field("destination_account_id", note.payee)
            writer.field("amount", Self.decimalText(note))
            writer.field("amount_minor", note.amountMinor)
            writer.field("currency", note.currency)
            writer.field("reference", note.reference)
        }
        writer.end()
        return writer.bytes
    }

    /// What was rejected may be in no currency at all; then its minor units are all that can be said.
    private static func decimalText(_ note: PaymentNote) -> String {
        guard let currency = Currency(note.currency) else { return String(note.amountMinor) }
        return Money(amountMinor: note.amountMinor, currency: currency).decimalText
    }
}
