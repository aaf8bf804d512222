import Payments

/// Everything that is known of one payment, side by side.
struct PaymentFile {
    let payment: PaymentID
    var wallet: WalletPage.Row?
    var invoice: InvoicePage.Row?
    var read: PaymentPage.Row?
    var mails: Int
}

/// Walks over all payments that any worker knows, in the order of their ids.
struct PaymentFiles {
    private let wallet: PagedRows<WalletPage>
    private let invoices: PagedRows<InvoicePage>
    private let payments: PagedRows<PaymentPage>
    private let mails: PagedRows<MailPage>

    init(_ snapshot: Snapshot) {
        wallet = PagedRows(snapshot, of: "wallet")
        invoices = PagedRows(snapshot, of: "billing")
        payments = PagedRows(snapshot, of: "payment")
        mails = PagedRows(snapshot, of: "notification")
    }

    func next() throws(OperationError) -> PaymentFile? {
        let heads = [
            try wallet.peek()?.payment, try invoices.peek()?.payment, try payments.peek()?.payment,
            try mails.peek()?.payment,
        ]
        guard let payment = heads.compactMap({ $0 }).min() else { return nil }
        return PaymentFile(
            payment: payment, wallet: try wallet.take(payment), invoice: try invoices.take(payment),
            read: try payments.take(payment), mails: try mails.take(payment)?.mails ?? 0)
    }
}
