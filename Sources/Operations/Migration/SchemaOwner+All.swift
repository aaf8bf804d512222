import BillingWorker
import NotificationWorker
import PaymentWorker
import WalletWorker

extension SchemaOwner {
    /// The four workers. They are asked what they own and read: none of these ever runs.
    public static let all: [SchemaOwner] = [
        SchemaOwner(WalletWorker(), publicTables: ["account", "entry", "transfer"]),
        SchemaOwner(BillingWorker(connector: NoBiller()), publicTables: ["biller", "bill"]),
        SchemaOwner(PaymentWorker(), publicTables: ["payment"]),
        SchemaOwner(
            NotificationWorker(transport: NoMail(), sender: Mailbox(name: nil, address: NoMail.sender)),
            personalTables: ["contact"]),
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
