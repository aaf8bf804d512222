import Messages
import Payments
import Postgres

/// What was decided about payments before. The payer of a held payment, and where money has gone that left suspense,
/// are named from their own rows; the payee is one of the accounts that the batch reads anyway, and is left to be found
/// among those.
struct FindTransfers: Statement {
    let payments: [PaymentID]

    static let sql = """
        SELECT transfer.payment, transfer.step, transfer.kind, transfer.outcome, transfer.reason, transfer.fingerprint,
            transfer.amount_minor, transfer.debit_key, transfer.beneficiary_key, named.id, transfer.at
        FROM transfer
        LEFT JOIN account AS named ON named.account_key =
            CASE transfer.step WHEN 1 THEN transfer.debit_key WHEN 3 THEN transfer.beneficiary_key END
        WHERE transfer.payment = ANY($1)
        """

    enum Row {
        case held(PaymentID, Held)
        case rejected(PaymentID, ReasonCode, fingerprint: Int64, at: Timestamp)
        case released(PaymentID, WalletCredited.Outcome, ReasonCode?, beneficiaryKey: Int64, at: Timestamp)
        case departure(PaymentID, to: AccountID)
    }

    struct Held {
        let fingerprint: Int64
        let kind: PaymentKind
        let amountMinor: Int64
        let payer: AccountID
        let payerKey: Int64
        let payeeKey: Int64
        let at: Timestamp
    }

    func bind(_ p: inout Parameters) {
        p.append(count: payments.count) { payments[$0].bits }
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let payment = try row.payment(0)
        let step = try row.int16(1)
        if step == 3 { return .departure(payment, to: try row.account(9)) }
        let at = Timestamp(microseconds: try row.timestamptz(10).microseconds)
        if step == 2 {
            let beneficiary = try row.int64(8)
            return .released(payment, try row.choice(3), try row.optionalChoice(4), beneficiaryKey: beneficiary, at: at)
        }
        if let reason: ReasonCode = try row.optionalChoice(4) {
            return .rejected(payment, reason, fingerprint: try row.int64(5), at: at)
        }
        let held = Held(
            fingerprint: try row.int64(5), kind: try row.choice(2), amountMinor: try row.int64(6),
            payer: try row.account(9), payerKey: try row.int64(7), payeeKey: try row.int64(8), at: at)
        return .held(payment, held)
    }
}
