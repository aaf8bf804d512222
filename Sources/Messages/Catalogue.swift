/// Every topic, in the order of a payment's life.
public enum Catalogue {
    public static let topics: [TopicSpec] = payments + accounts + orders + webhooks

    /// The dead letter topic of every topic that a worker reads.
    public static let deadLetterTopics: [TopicSpec] = topics.filter { !$0.consumers.isEmpty }.map(\.deadLetters)

    public static func topic(_ name: String) -> TopicSpec? {
        (topics + deadLetterTopics).first { $0.name == name }
    }

    static func days(_ count: Int64) -> Int64 { count * 86_400_000 }

    private static let payments: [TopicSpec] = [
        TopicSpec(
            name: "payment.requested", summary: "Please pay.", key: "payer, for kind topup payee",
            retentionMilliseconds: days(30), producers: ["upstream"], consumers: ["wallet", "payment"]),
        TopicSpec(
            name: "payment.cancel_requested", summary: "Please do not pay after all, if that is still possible.",
            key: "payment", retentionMilliseconds: days(30), producers: ["upstream"], consumers: ["billing"]),
        TopicSpec(
            name: "payment.rejected", summary: "Nothing moved, and why.", key: "payer",
            retentionMilliseconds: days(30), producers: ["wallet"], consumers: ["payment", "webhook"]),
        TopicSpec(
            name: "wallet.debited", summary: "The money has left the payer and is held in clearing.", key: "payment",
            retentionMilliseconds: days(30), producers: ["wallet"], consumers: ["billing", "payment", "webhook"]),
        TopicSpec(
            name: "bill.paid", summary: "The payee's side is done.", key: "payee",
            retentionMilliseconds: days(30), producers: ["billing"], consumers: ["wallet", "payment"]),
        TopicSpec(
            name: "bill.failed", summary: "The payee's side cannot be done: give the money back.", key: "payer",
            retentionMilliseconds: days(30), producers: ["billing"], consumers: ["wallet", "payment"]),
        TopicSpec(
            name: "wallet.credited",
            summary: "The money has left clearing: to the payee, back to the payer, or to suspense.",
            key: "account", retentionMilliseconds: days(30), producers: ["wallet"], consumers: ["payment", "webhook"]),
        TopicSpec(
            name: "notification.send", summary: "Tell a person what became of a payment.", key: "recipient",
            retentionMilliseconds: days(7), producers: ["payment"], consumers: ["notification"]),
    ]

    private static let accounts: [TopicSpec] = [
        TopicSpec(
            name: "account.requested", summary: "Open an account, or change its state.", key: "account",
            retentionMilliseconds: days(30), producers: ["upstream"], consumers: ["wallet"]),
        TopicSpec(
            name: "contact.updated", summary: "Where an account's owner is reached.", key: "account",
            retentionMilliseconds: -1, cleanup: .compact, producers: ["upstream"], consumers: ["notification"],
            personal: true),
        TopicSpec(
            name: "biller.updated", summary: "How a biller is reached.", key: "account",
            retentionMilliseconds: -1, cleanup: .compact, producers: ["upstream"], consumers: ["billing"]),
        TopicSpec(
            name: "bill.presented", summary: "A biller asks a customer for money, or takes the bill back.",
            key: "customer", retentionMilliseconds: days(30), producers: ["upstream"], consumers: ["billing"]),
    ]

    private static let orders: [TopicSpec] = [
        TopicSpec(
            name: "release.requested", summary: "Take a payment's money out of suspense.", key: "account",
            retentionMilliseconds: days(30), producers: ["operators"], consumers: ["wallet"]),
        TopicSpec(
            name: "decision.requested", summary: "Decide a payment whose outcome at its biller is not known.",
            key: "payment", retentionMilliseconds: days(30), producers: ["operators"], consumers: ["billing"]),
    ]

    private static let webhooks: [TopicSpec] = [
        TopicSpec(
            name: "webhook.updated", summary: "Where a business wants to be told of its payments.", key: "webhook",
            retentionMilliseconds: -1, cleanup: .compact, producers: ["upstream"], consumers: ["webhook"],
            personal: true),
        TopicSpec(
            name: "webhook.requested", summary: "An endpoint's owner wants something sent now.", key: "webhook",
            retentionMilliseconds: days(7), producers: ["upstream"], consumers: ["webhook"]),
    ]
}
