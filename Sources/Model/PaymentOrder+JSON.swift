extension PaymentOrder {
    /// The body of the `payment.requested` line.
    var json: [UInt8] {
        var text = JSONText()
        text.object {
            $0.field("payment", id.description)
            $0.field("kind", kind.rawValue)
            $0.field("payer", payer.text)
            $0.field("payee", payee.text)
            $0.field("amount_minor", amountMinor)
            $0.field("currency", currency)
            $0.field("bill", bill)
            $0.field("reference", reference)
            $0.field("requested_at", requestedAt.description)
        }
        return text.bytes
    }

    func entry(phase: SeedLine.Phase) -> Entry {
        let line = SeedLine(
            topic: "payment.requested", key: key.text, value: json, phase: phase, isWellFormed: true)
        return Entry(line: line, meaning: .payment(self))
    }
}
