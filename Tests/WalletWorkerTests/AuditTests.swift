import Testing
import WalletWorker

@Suite("The ledger's audit")
struct AuditTests {
    /// A settled, a held, a rejected and a suspended payment, and one released from suspense, all in EUR.
    private func wallet() throws -> Wallet {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let settled = TestPayment(.transfer, from: "ann", to: "bob", 300)
        let held = TestPayment(.transfer, from: "ann", to: "bob", 200)
        let rejected = TestPayment(.transfer, from: "ann", to: "bob", 9_000)
        try wallet.run(settled.request, settled.paid, held.request, rejected.request)
        try wallet.run(open("power", .biller))
        let suspended = [50, 70].map { TestPayment(.bill, from: "ann", to: "power", $0) }
        try wallet.run(suspended.map { (1, $0.request) } + [(1, close("power"))] + suspended.map { (1, $0.paid) })
        try wallet.run(suspended[1].released(to: "ann"))
        return wallet
    }

    @Test("An untouched ledger has no findings, nor has an empty one")
    func clean() throws {
        #expect(try wallet().audit().isEmpty)
        #expect(try Wallet().audit().isEmpty)
    }

    struct Breakage: Sendable, CustomTestStringConvertible {
        let check: String
        let subject: String
        let script: String
        var testDescription: String { check }
    }

    private static let breakages = [
        Breakage(
            check: "entries_sum_to_zero", subject: "/1",
            script: """
                UPDATE entry SET amount_minor = amount_minor + 1 WHERE amount_minor = 200
                """),
        Breakage(
            check: "entries_match_transfer", subject: "/1",
            script: "DELETE FROM entry WHERE amount_minor IN (200, -200)"),
        Breakage(
            check: "release_matches_hold", subject: "/2",
            script: "UPDATE transfer SET kind = 'bill' WHERE step = 2 AND amount_minor = 300"),
        Breakage(
            check: "transfer_has_one_currency", subject: "/2",
            script: "UPDATE account SET currency = 'USD' WHERE id = 'bob'"),
        Breakage(
            check: "clearing_is_what_is_held", subject: "EUR",
            script: "UPDATE account SET balance_minor = balance_minor - 200 WHERE id = 'clearing:EUR#1'"),
        Breakage(
            check: "departure_matches_suspension", subject: "/3",
            script: "UPDATE transfer SET kind = 'topup' WHERE step = 3"),
        Breakage(
            check: "suspense_is_what_is_suspended", subject: "EUR",
            script: "UPDATE account SET balance_minor = balance_minor - 50 WHERE id = 'suspense:EUR#1'"),
        Breakage(
            check: "balance_is_sum_of_entries", subject: "bob",
            script: "UPDATE account SET balance_minor = balance_minor + 1 WHERE id = 'bob'"),
        Breakage(
            check: "entries_have_no_gap", subject: "ann",
            script: """
                UPDATE entry SET version = entry.version + 1 FROM account
                WHERE entry.account_key = account.account_key AND id = 'ann' AND entry.version = account.version
                """),
        Breakage(
            check: "entries_run_on", subject: "ann",
            script: """
                UPDATE entry SET balance_after_minor = balance_after_minor + 1 FROM account
                WHERE entry.account_key = account.account_key AND id = 'ann' AND entry.version = 2
                """),
        Breakage(
            check: "no_account_beyond_limit", subject: "bob",
            script: """
                ALTER TABLE account DROP CONSTRAINT account_limit;
                UPDATE account SET balance_minor = -1 WHERE id = 'bob'
                """),
        Breakage(
            check: "closed_accounts_are_empty", subject: "bob",
            script: """
                ALTER TABLE account DROP CONSTRAINT account_empty_when_closed;
                UPDATE account SET state = 'closed' WHERE id = 'bob'
                """),
        Breakage(
            check: "currencies_sum_to_zero", subject: "EUR",
            script: "UPDATE account SET balance_minor = balance_minor + 1 WHERE id = 'ann'"),
    ]

    @Test("Each check finds the damage it is there for", arguments: breakages)
    func damage(_ breakage: Breakage) throws {
        let wallet = try wallet()
        try wallet.admin.execute(script: breakage.script)
        let findings = try wallet.audit().filter { $0.check == breakage.check }
        #expect(findings.count == 1)
        #expect(findings.first?.subject.hasSuffix(breakage.subject) == true)
        #expect(findings.first?.detail.isEmpty == false)
    }

    @Test("Every check has a damage that it is tested with")
    func complete() {
        #expect(Self.breakages.map(\.check).sorted() == LedgerAudit.checks.map(\.name).sorted())
    }

    @Test("Entries of accounts and transfers that do not exist are found")
    func orphans() throws {
        let wallet = try wallet()
        try wallet.admin.execute(script: "INSERT INTO entry VALUES (999, 1, 5, 5, gen_random_uuid(), 1)")
        let found = Set(try wallet.audit().map(\.check))
        #expect(
            found == [
                "entries_sum_to_zero", "entries_match_transfer", "balance_is_sum_of_entries", "entries_have_no_gap",
                "entries_run_on",
            ])
    }

    @Test("Findings of a check are bounded")
    func bounded() throws {
        let wallet = try wallet()
        try wallet.admin.execute(script: "UPDATE account SET balance_minor = balance_minor + 1 WHERE state = 'open'")
        #expect(try wallet.audit(limit: 2).filter { $0.check == "balance_is_sum_of_entries" }.count == 2)
    }

    @Test("It runs in a transaction that may only read")
    func readOnly() throws {
        let wallet = try wallet()
        let transaction = try wallet.admin.begin(.snapshot)
        defer { transaction.rollback() }
        #expect(try transaction.query(LedgerAudit()).isEmpty)
    }
}
