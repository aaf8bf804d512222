import Postgres

/// Fails when one of the tables that requests read is not there, or may not be read. Reads no row of any.
struct CheckReadSide: Statement, Sendable {
    static let sql = """
        SELECT 1 FROM wallet.account, wallet.entry, wallet.transfer, billing.biller, billing.bill, payment.payment,
            webhook.endpoint, webhook.delivery LIMIT 0
        """
}
