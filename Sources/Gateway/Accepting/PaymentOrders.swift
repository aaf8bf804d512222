import Identity
import Messages
import Payments
import Postgres

/// A payment that somebody may ask for, as they asked.
struct PaymentOrder: Sendable {
    let payment: PaymentID
    let kind: PaymentKind
    let payer: AccountID
    let payee: AccountID
    let amountMinor: Int64
    let currency: Currency
    var bill: String?
    var reference: String?
}

/// Accepts payments: puts them down together with the command for the workers, so that what was answered with 202 is
/// published whatever happens to this process.
struct PaymentOrders: Sendable {
    let pool: ConnectionPool
    let trail: Trail
    let onOutgoing: @Sendable () -> Void
    /// What is being done, for the trail.
    var act: Act?

    func accept(_ order: PaymentOrder) async throws {
        let insert = InsertAccepted(
            payment: order.payment, kind: order.kind, payer: order.payer, payee: order.payee,
            amountMinor: order.amountMinor, currency: order.currency, reference: order.reference)
        let command = AppendOutgoing(
            PaymentRequested(
                payment: order.payment, kind: order.kind, payer: order.payer, payee: order.payee,
                amountMinor: order.amountMinor, currency: order.currency.code, bill: order.bill,
                reference: order.reference, requestedAt: .now()), seal: { $0 })
        let line = try act.map { try trail.line($0, subject: order.payment.description) }
        try await pool.run { connection in
            try connection.transaction { transaction in
                if try transaction.send(insert).affectedRows() > 0 {
                    try transaction.send(command)
                    if let line { try transaction.send(line) }
                }
            }
        }
        onOutgoing()
    }

    /// Puts down that a payment is to be cancelled. Doing it again changes nothing for the workers.
    func cancel(_ payment: PaymentID) async throws {
        let command = AppendOutgoing(PaymentCancelRequested(payment: payment, requestedAt: .now()), seal: { $0 })
        _ = try await pool.run { try $0.execute(command) }
        onOutgoing()
    }
}
