import Messages

/// What is read all the time writes its JSON itself, member by member in the order of their names: the encoder takes a
/// tenth of what such a read costs. Both ways give the same object.
protocol DirectView {
    func write(to writer: inout JSONWriter)
}

extension ListView: DirectView where Item: DirectView {
    func write(to writer: inout JSONWriter) {
        writer.list("items", items) { $0.write(to: &$1) }
        writer.field("next", next)
    }
}

extension AccountView: DirectView {
    func write(to writer: inout JSONWriter) {
        writer.field("account_id", accountId)
        writer.field("account_type", accountType)
        writer.field("balance", balance)
        writer.field("balance_minor", balanceMinor)
        writer.field("created_at", createdAt)
        writer.field("currency", currency)
        writer.field("state", state)
        writer.field("user_id", userId)
    }
}

extension PaymentView: DirectView {
    func write(to writer: inout JSONWriter) {
        writer.field("amount", amount)
        writer.field("amount_minor", amountMinor)
        writer.field("created_at", createdAt)
        writer.field("currency", currency)
        writer.field("destination_account_id", destinationAccountId)
        writer.field("is_final", isFinal)
        writer.field("kind", kind)
        writer.field("payment_id", paymentId)
        writer.field("reason", reason)
        writer.field("reference", reference)
        writer.field("source_account_id", sourceAccountId)
        writer.field("status", status)
        writer.field("updated_at", updatedAt)
    }
}
