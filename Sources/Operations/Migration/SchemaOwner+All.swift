import BillingWorker
import NotificationWorker
import PaymentWorker
import Payments
import WalletWorker
import WebhookWorker
import Webhooks

extension SchemaOwner {
    /// The workers. They are asked what they own and read: none of these ever runs.
    public static let all: [SchemaOwner] = [
        SchemaOwner(WalletWorker(), publicTables: ["account", "entry", "transfer"]),
        SchemaOwner(BillingWorker(connector: NoBiller()), publicTables: ["biller", "bill", "invoice"]),
        SchemaOwner(PaymentWorker(), publicTables: ["payment"]),
        SchemaOwner(
            NotificationWorker(transport: NoMail(), sender: Mailbox(name: nil, address: NoMail.sender)),
            personalTables: ["contact"]),
        SchemaOwner(
            WebhookWorker(transport: NoWebhooks(), secrets: NoWebhooks.secrets, rules: WebhookURL.Rules()),
            publicTables: ["endpoint", "delivery"]),
    ]
}

private struct NoBiller: BillerConnector {
    func pay(_ instruction: BillerInstruction, asksFirst: Bool) async -> BillerOutcome {
        .unknown(BillerDoubt("no_biller"))
    }
}

private struct NoMail: MailTransport {
    static let sender: MailAddress = {
        guard let address = MailAddress("nobody@localhost") else { preconditionFailure("a literal address is one") }
        return address
    }()

    func deliver(_ mail: OutgoingMail) async -> Delivery { .later(code: "no_transport") }
}

private struct NoWebhooks: WebhookTransport {
    static let secrets: WebhookSecrets = {
        let nothing = String(repeating: "0", count: 32)
        guard let secrets = WebhookSecrets(root: nothing) else { preconditionFailure("32 bytes are enough") }
        return secrets
    }()

    func post(_ post: WebhookPost) async -> WebhookAnswer { .none(code: .other) }
}
