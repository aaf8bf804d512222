import Operations
import Testing

@Suite("giro audit, by the databases alone")
struct AuditTests {
    @Test("sound books are clean, at one moment")
    func clean() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        let report = try AuditRun(settings: database.settings, asksKafka: false).run()
        #expect(report.findings == [])
        #expect(report.isOneMoment)
        #expect(report.payments == 5)
        #expect(report.status == .done)
        let skipped = report.checks.filter { $0.verdict == .skipped }.map(\.name)
        #expect(skipped == ["nothing_forgotten", "clearing_is_in_flight"])
    }

    @Test("an empty system is clean")
    func empty() throws {
        let report = try AuditRun(settings: try OperatedDatabase().settings, asksKafka: false).run()
        #expect(report.isClean)
        #expect(report.payments == 0)
    }

    @Test("a large ledger is read once, not anew for each page of payments")
    func readsOnce() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        let payments = 60_000
        try database.execute(
            """
            INSERT INTO transfer
            SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 100, anna.account_key,
                clearing.account_key, anna.account_key, CASE step WHEN 1 THEN 1 END, now(), step, 'transfer',
                CASE step WHEN 1 THEN 'held' ELSE 'settled' END, NULL
            FROM generate_series(1, \(payments)) AS n, (VALUES (1::smallint), (2::smallint)) AS steps (step),
                account AS anna, account AS clearing
            WHERE anna.id = 'anna' AND clearing.id = 'clearing:EUR#1';
            ANALYZE
            """, in: "wallet")
        let report = try AuditRun(settings: database.settings, asksKafka: false).run()
        #expect(report.payments == payments + 5)
        let rows = try database.rowsRead(of: "wallet.transfer")
        // The ledger's own checks read it some times; twelve pages, each with all before it, would add half as much.
        #expect(rows <= 16 * Int64(payments), "\(rows) rows read")
    }

    /// What is broken, in which schema, and the rules that must see it.
    struct Breach: Sendable, CustomStringConvertible {
        let schema: String
        let script: String
        let rules: Set<String>

        init(_ schema: String, _ script: String, _ rules: Set<String>) {
            self.schema = schema
            self.script = script
            self.rules = rules
        }

        var description: String { script }
    }

    static let breaches: [Breach] = [
        Breach(
            "wallet", "UPDATE account SET balance_minor = balance_minor + 1 WHERE id = 'ben'",
            ["balance_is_sum_of_entries", "currencies_sum_to_zero", "entries_run_on"]),
        Breach(
            "wallet", "DELETE FROM entry WHERE payment = '\(SettledBooks.topup)' AND step = 2 AND amount_minor > 0",
            ["entries_sum_to_zero"]),
        Breach(
            "wallet", "DELETE FROM transfer WHERE payment = '\(SettledBooks.transfer)' AND step = 2",
            ["clearing_is_what_is_held", "entries_match_transfer", "state_of_payment"]),
        Breach(
            "payment", "UPDATE payment SET amount_minor = 1235 WHERE id = '\(SettledBooks.transfer)'",
            ["state_of_payment"]),
        Breach(
            "payment", "UPDATE payment SET state = 'settled' WHERE id = '\(SettledBooks.refused)'",
            ["state_of_payment", "state_not_heard"]),
        Breach(
            "payment", "DELETE FROM payment WHERE id = '\(SettledBooks.rejected)'",
            ["mails_asked_for"]),
        Breach(
            "payment", "UPDATE payment SET told = 1 WHERE id = '\(SettledBooks.transfer)'",
            ["wrongly_told", "mails_asked_for"]),
        Breach(
            "billing",
            "UPDATE invoice SET state = 'paid', reason = NULL WHERE payment = '\(SettledBooks.refused)'",
            ["one_outcome"]),
        Breach(
            "billing",
            "UPDATE invoice SET state = 'failed', reason = 'expired' WHERE payment = '\(SettledBooks.topup)'",
            ["one_outcome"]),
        Breach(
            "billing", "DELETE FROM attempt WHERE payment = '\(SettledBooks.topup)'", ["paid_without_attempt"]),
        Breach(
            "wallet",
            "SELECT move('\(SettledBooks.underWay)', 2::smallint, 'bill', 'settled', NULL, 'clearing:EUR#1', "
                + "'water', 700)",
            ["paid_without_attempt", "one_outcome"]),
        Breach(
            "billing", "UPDATE invoice SET amount_minor = 6 WHERE payment = '\(SettledBooks.refused)'",
            ["invoice_of_hold"]),
        Breach("billing", "DELETE FROM timer", ["no_next_try"]),
        Breach(
            "billing",
            "INSERT INTO invoice "
                + "SELECT '\(SettledBooks.rejected)', 9, now(), now(), 'transfer', 'paid', 'EUR', 'a', 'b'",
            ["invoice_of_hold"]),
        Breach(
            "notification",
            "INSERT INTO mail VALUES ('\(SettledBooks.underWay)', now(), now(), 1, 'payment_settled', 'anna', 'sent')",
            ["mails_asked_for"]),
        Breach(
            "wallet",
            "INSERT INTO outbox SELECT 9, n, 't', 'k', 'y', '', '', NULL, NULL, now() FROM unnest(ARRAY[1, 2, 4]) AS n",
            ["outbox_numbers"]),
    ]

    @Test("hand-broken books are found out", arguments: breaches)
    func broken(breach: Breach) throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        try database.execute(breach.script, in: breach.schema)
        let report = try AuditRun(settings: database.settings, asksKafka: false).run()
        let rules = Set(report.findings.map(\.check))
        #expect(rules.isSuperset(of: breach.rules), "\(report.findings)")
        #expect(report.status == .found)
        #expect(report.checks.contains { $0.verdict == .found })
    }

    @Test("money meant for a closed account may go back although billing was done: a transfer's, and no other's")
    func closedPayee() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        try database.execute(
            "UPDATE transfer SET outcome = 'refunded', reason = 'account_closed' WHERE payment = "
                + "'\(SettledBooks.transfer)' AND step = 2",
            in: "wallet")
        let report = try AuditRun(settings: database.settings, asksKafka: false).run()
        #expect(!report.findings.contains { $0.check == "one_outcome" })
        #expect(report.findings.contains { $0.check == "state_of_payment" })
    }

    @Test("more findings than are shown are still counted")
    func many() throws {
        let database = try OperatedDatabase()
        try database.execute(
            "INSERT INTO mail SELECT gen_random_uuid(), now(), now(), 0, 'k', 'r', 'queued' "
                + "FROM generate_series(1, 12000)",
            in: "notification")
        let report = try AuditRun(settings: database.settings, asksKafka: false).run()
        #expect(report.payments == 12_000)
        #expect(report.findings.count == 100)
        #expect(report.checks.first { $0.name == "mails_asked_for" }?.findings == 12_000)
    }

    @Test("databases of their own are audited too, though not at one moment")
    func split() throws {
        let database = try OperatedDatabase()
        let other = try OperatedDatabase()
        let settings = try database.settings(adding: ["billing.database.conninfo=\(other.settings.conninfo)"])
        let report = try AuditRun(settings: settings, asksKafka: false).run()
        #expect(!report.isOneMoment)
        #expect(report.isClean)
    }

    @Test("a database that cannot be read ends the audit")
    func unreadable() throws {
        let database = try OperatedDatabase(isMigrated: false)
        let error = #expect(throws: OperationError.self) {
            try AuditRun(settings: database.settings, asksKafka: false).run()
        }
        #expect(error?.code == "database_refused" || error?.code == "database_unavailable")
    }
}
