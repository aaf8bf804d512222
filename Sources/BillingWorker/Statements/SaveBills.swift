import Lane
import Messages
import Payments
import Postgres

/// Writes bills as presented, unless what is stored is newer or in other terms, and what paid them, unless something
/// did. Gives back the terms that are kept of each bill that was presented here.
///
/// One statement in one order for both, so that processes never wait for each other in a circle, and upserts, so that
/// of a bill's announcement and its payment the second always finds the first. What is known as paid is not locked
/// again: one name that many pay (a donation) must not make lanes wait for each other.
struct SaveBills: Statement {
    /// One for each bill, in their order.
    let changes: [BillChange]
    let now: Int64

    struct Kept: Sendable {
        let name: BillName
        /// Nil when it was never presented.
        let terms: BillTerms?
    }

    static let sql = """
        INSERT INTO bill (
            biller, bill, customer, amount_minor, currency, due_on, description, withdrawn, source_partition,
            source_offset, source_at, payment, paid_at, source_cluster, source_era)
        SELECT given.biller, given.bill, given.customer, given.amount_minor, given.currency,
            DATE '1970-01-01' + given.due_on, given.description, given.withdrawn, given.source_partition,
            given.source_offset, given.source_at, given.payment, CASE WHEN given.payment IS NOT NULL THEN $13 END,
            \(Announced.log(topic: "'\(BillPresented.topic)'", partition: "given.source_partition"))
        FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::int[], $7::text[], $8::boolean[],
            $9::int[], $10::bigint[], $11::timestamptz[], $12::uuid[]
        ) AS given (biller, bill, customer, amount_minor, currency, due_on, description, withdrawn, source_partition,
            source_offset, source_at, payment)
        WHERE given.customer IS NOT NULL OR NOT EXISTS (
            SELECT FROM bill WHERE bill.biller = given.biller AND bill.bill = given.bill AND bill.payment IS NOT NULL)
        ON CONFLICT (biller, bill) DO UPDATE SET \(announced),
            payment = coalesce(bill.payment, excluded.payment),
            paid_at = coalesce(bill.paid_at, excluded.paid_at)
        RETURNING biller, bill, customer, currency
        """

    private static var announced: String {
        let columns = [
            "customer", "amount_minor", "currency", "due_on", "description", "withdrawn", "source_partition",
            "source_offset", "source_at", "source_cluster", "source_era",
        ]
        return columns.map { "\($0) = CASE WHEN \(isBetter) THEN excluded.\($0) ELSE bill.\($0) END" }
            .joined(separator: ",\n    ")
    }

    private static let isBetter = """
        bill.customer IS NULL OR excluded.customer = bill.customer AND excluded.currency = bill.currency
            AND (\(Announced.isNewer(than: "bill", at: "source_at")))
        """

    func bind(_ p: inout Parameters) {
        let count = changes.count
        func announced(_ index: Int) -> Presentation? { changes[index].presentation }
        p.append(count: count) { changes[$0].name.biller.text }
        p.append(count: count) { changes[$0].name.bill }
        p.append(count: count) { announced($0)?.message.customer.text }
        p.append(count: count) { announced($0)?.message.amountMinor }
        p.append(count: count) { announced($0)?.message.currency.code }
        p.append(count: count) { announced($0)?.message.dueDate.daysSinceEpoch }
        p.append(count: count) { announced($0)?.message.description }
        p.append(count: count) { announced($0)?.message.withdrawn }
        p.append(count: count) { announced($0)?.origin.partition }
        p.append(count: count) { announced($0)?.origin.offset }
        p.append(count: count) { announced($0).map { Timestamptz(microseconds: $0.origin.time(notAfter: now)) } }
        p.append(count: count) { changes[$0].payment.map { UUIDBits($0) } }
        p.append(Timestamptz(microseconds: now))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Kept {
        let name = BillName(biller: try row.account(0), bill: try row.string(1))
        guard let customer = try row.optionalAccount(2) else { return Kept(name: name, terms: nil) }
        return Kept(name: name, terms: BillTerms(customer: customer, currency: try row.currency(3)))
    }
}
