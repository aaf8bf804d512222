/// A small, sound set of books over all four schemas, for audits to find nothing in, and to be broken by hand.
///
/// Anna gets 1000.00 EUR from outside, pays Ben 12.34 (settled), the power company 5.00 (refused, given back) and has
/// 7.00 for the water company under way. Carl, who has nothing, is rejected.
enum SettledBooks {
    static let topup = "00000000-0000-7000-8000-000000000001"
    static let transfer = "00000000-0000-7000-8000-000000000002"
    static let refused = "00000000-0000-7000-8000-000000000003"
    static let underWay = "00000000-0000-7000-8000-000000000004"
    static let rejected = "00000000-0000-7000-8000-000000000005"

    static func write(to database: OperatedDatabase) throws {
        try database.execute(moveFunction + wallet, in: "wallet")
        try database.execute(billing, in: "billing")
        try database.execute(payments, in: "payment")
        try database.execute(mails, in: "notification")
    }

    /// Moves money as the wallet does: balances, transfer and both entries.
    private static let moveFunction = """
        CREATE FUNCTION move(
            payment uuid, step smallint, kind text, outcome text, reason text, debit text, credit text, amount bigint
        ) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            taken account;
            given account;
        BEGIN
            UPDATE account SET balance_minor = balance_minor - amount, version = version + 1
                WHERE id = debit RETURNING * INTO taken;
            UPDATE account SET balance_minor = balance_minor + amount, version = version + 1
                WHERE id = credit RETURNING * INTO given;
            INSERT INTO entry VALUES
                (taken.account_key, taken.version, -amount, taken.balance_minor, payment, step),
                (given.account_key, given.version, amount, given.balance_minor, payment, step);
            INSERT INTO transfer VALUES (payment, amount, taken.account_key, given.account_key, given.account_key,
                CASE step WHEN 1 THEN 1 END, '2026-01-21 09:30:00Z'::timestamptz + step * interval '1 second', step,
                kind, outcome, reason);
        END
        $$;

        """

    private static let wallet = """
        INSERT INTO account (id, kind, currency) VALUES ('world', 'external', 'EUR'), ('world#1', 'external', 'EUR'),
            ('clearing:EUR#1', 'clearing', 'EUR'), ('anna', 'wallet', 'EUR'), ('ben', 'wallet', 'EUR'),
            ('power', 'biller', 'EUR'), ('water', 'biller', 'EUR');
        SELECT move('\(topup)', 1::smallint, 'topup', 'held', NULL, 'world#1', 'clearing:EUR#1', 100000);
        SELECT move('\(topup)', 2::smallint, 'topup', 'settled', NULL, 'clearing:EUR#1', 'anna', 100000);
        SELECT move('\(transfer)', 1::smallint, 'transfer', 'held', NULL, 'anna', 'clearing:EUR#1', 1234);
        SELECT move('\(transfer)', 2::smallint, 'transfer', 'settled', NULL, 'clearing:EUR#1', 'ben', 1234);
        SELECT move('\(refused)', 1::smallint, 'bill', 'held', NULL, 'anna', 'clearing:EUR#1', 500);
        SELECT move('\(refused)', 2::smallint, 'bill', 'refunded', 'biller_refused', 'clearing:EUR#1', 'anna', 500);
        SELECT move('\(underWay)', 1::smallint, 'bill', 'held', NULL, 'anna', 'clearing:EUR#1', 700);
        INSERT INTO transfer (payment, fingerprint, at, step, kind, outcome, reason)
            VALUES ('\(rejected)', 1, '2026-01-21 09:30:01Z', 1, 'transfer', 'rejected', 'insufficient_funds');
        """

    private static let billing = """
        INSERT INTO invoice (payment, amount_minor, created_at, decided_at, kind, state, currency, payer, payee, reason)
        SELECT payment::uuid, amount, '2026-01-21 09:30:01Z',
            CASE WHEN state <> 'open' THEN '2026-01-21 09:30:02Z'::timestamptz END, kind, state, 'EUR', payer, payee,
            reason
        FROM (VALUES ('\(topup)', 100000, 'topup', 'paid', 'world', 'anna', NULL),
            ('\(transfer)', 1234, 'transfer', 'paid', 'anna', 'ben', NULL),
            ('\(refused)', 500, 'bill', 'failed', 'anna', 'power', 'biller_refused'),
            ('\(underWay)', 700, 'bill', 'open', 'anna', 'water', NULL))
            AS invoices (payment, amount, kind, state, payer, payee, reason);
        INSERT INTO attempt (payment, first_at, last_at, tries, biller, endpoint, last_code)
        VALUES ('\(topup)', '2026-01-21 09:30:01Z', '2026-01-21 09:30:02Z', 1, 'world', 'http://world', 'accepted'),
            ('\(refused)', '2026-01-21 09:30:01Z', '2026-01-21 09:30:02Z', 1, 'power', 'http://power', 'refused'),
            ('\(underWay)', '2026-01-21 09:30:01Z', '2026-01-21 09:30:11Z', 2, 'water', 'http://water', 'timed_out');
        UPDATE attempt SET under_way = false;
        INSERT INTO timer (lane, kind, key, body, due_at, place, attempt)
        VALUES (1, 'pay_biller', '\(underWay)', '', '2026-01-21 09:40:00Z', 1, 2);
        """

    private static let payments = """
        INSERT INTO payment (id, amount_minor, since, updated_at, final_at, requested_at, authority, told, detailed,
            state, kind, currency, payer, payee, reason)
        SELECT payment::uuid, amount, '2026-01-21 09:30:00Z', '2026-01-21 09:30:03Z',
            CASE WHEN state <> 'debited' THEN '2026-01-21 09:30:03Z'::timestamptz END, '2026-01-21 09:29:59Z', 2, told,
            true, state, kind, 'EUR', payer, payee, reason
        FROM (VALUES ('\(topup)', 100000, 'topup', 'settled', 'world', 'anna', NULL, 2),
            ('\(transfer)', 1234, 'transfer', 'settled', 'anna', 'ben', NULL, 3),
            ('\(refused)', 500, 'bill', 'refunded', 'anna', 'power', 'biller_refused', 1),
            ('\(underWay)', 700, 'bill', 'debited', 'anna', 'water', NULL, 0),
            ('\(rejected)', 99, 'transfer', 'rejected', 'carl', 'ben', 'insufficient_funds', 1))
            AS payments (payment, amount, kind, state, payer, payee, reason, told);
        UPDATE payment SET heard = (
            SELECT string_agg(
                set_byte('\\x00', 0, event) || int4send(0) || int8send(n)
                    || int8send((extract(epoch FROM since) * 1000000)::bigint + 100000 * n), '' ORDER BY n)
            FROM unnest(CASE state
                WHEN 'settled' THEN ARRAY[1, 2, 3, 5] WHEN 'refunded' THEN ARRAY[1, 2, 4, 6]
                WHEN 'rejected' THEN ARRAY[1, 8] ELSE ARRAY[1, 2] END) WITH ORDINALITY AS events (event, n));
        """

    private static let mails = """
        INSERT INTO mail (payment, created_at, updated_at, attempts, kind, recipient, state)
        VALUES ('\(topup)', '2026-01-21 09:30:04Z', '2026-01-21 09:30:05Z', 1, 'payment_received', 'anna', 'sent'),
            ('\(transfer)', '2026-01-21 09:30:04Z', '2026-01-21 09:30:05Z', 1, 'payment_settled', 'anna', 'sent'),
            ('\(transfer)', '2026-01-21 09:30:04Z', '2026-01-21 09:30:04Z', 0, 'payment_received', 'ben', 'no_address'),
            ('\(refused)', '2026-01-21 09:30:04Z', '2026-01-21 09:30:05Z', 1, 'payment_refunded', 'anna', 'sent'),
            ('\(rejected)', '2026-01-21 09:30:04Z', '2026-01-21 09:30:05Z', 1, 'payment_rejected', 'carl', 'sent');
        """
}
