import Messages
import Payments
import Postgres

/// What was decided about payments before. The accounts of a held payment are named from its own row.
struct FindTransfers: Statement {
    let payments: [PaymentID]

    static let sql = """
        SELECT transfer.payment, transfer.step, transfer.kind, transfer.outcome, transfer.reason, transfer.fingerprint,
            transfer.amount_minor, transfer.debit_key, transfer.beneficiary_key, payer.id, payee.id, payee.currency
        FROM transfer
        LEFT JOIN account AS payer ON transfer.step = 1 AND payer.account_key = transfer.debit_key
        LEFT JOIN account AS payee ON transfer.step <> 2 AND payee.account_key = transfer.beneficiary_key
        WHERE transfer.payment = ANY($1)
        """

    enum Row {
        case request(PaymentID, KnownPayment)
        case release(PaymentID, WalletCredited.Outcome, ReasonCode?, beneficiaryKey: Int64)
        case departure(PaymentID, to: AccountID)
    }

    func bind(_ p: inout Parameters) {
        p.append(count: payments.count) { payments[$0].bits }
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let payment = try row.payment(0)
        let step = try row.int16(1)
        if step == 3 { return .departure(payment, to: try row.account(10)) }
        if step == 2 {
            let beneficiary = try row.int64(8)
            return .release(payment, try row.choice(3), try row.optionalChoice(4), beneficiaryKey: beneficiary)
        }
        let decision: KnownPayment.Decision
        if let reason: ReasonCode = try row.optionalChoice(4) {
            decision = .rejected(reason)
        } else {
            let hold = KnownPayment.Hold(
                kind: try row.choice(2), amountMinor: try row.int64(6), currency: try row.currency(11),
                payer: try row.account(9), payee: try row.account(10), payerKey: try row.int64(7),
                payeeKey: try row.int64(8))
            decision = .held(hold)
        }
        return .request(payment, KnownPayment(fingerprint: try row.int64(5), decision: decision))
    }
}
