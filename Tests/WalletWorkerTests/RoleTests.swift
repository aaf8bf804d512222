import Postgres
import Testing
import WalletWorker

@Suite("What the worker's role may do")
struct RoleTests {
    private static let changes = [
        "UPDATE entry SET amount_minor = 1",
        "DELETE FROM entry",
        "TRUNCATE entry",
        "UPDATE transfer SET outcome = 'settled'",
        "DELETE FROM transfer",
        "TRUNCATE transfer",
        "DELETE FROM account",
        "UPDATE account SET kind = 'external'",
        "UPDATE account SET currency = 'USD'",
        "UPDATE account SET id = 'eve'",
        "INSERT INTO account (id, kind, currency, balance_minor) VALUES ('eve', 'wallet', 'EUR', 1000)",
        "ALTER TABLE account DROP CONSTRAINT account_limit",
        "DROP TABLE entry",
        "CREATE TABLE mine (id int)",
    ]

    @Test("Nothing that is written is changed or removed", arguments: changes)
    func forbidden(_ script: String) throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000])
        let error = #expect(throws: PostgresError.self) { try wallet.connection.execute(script: script) }
        #expect(error?.code == .insufficientPrivilege)
    }

    @Test("Another worker's schema is out of reach")
    func otherSchema() throws {
        let wallet = try Wallet()
        let other = try Wallet()
        try other.fund(["ann": 1_000])
        let error = #expect(throws: PostgresError.self) {
            try wallet.connection.execute(script: "SELECT * FROM \(other.schema).account")
        }
        #expect(error?.code == .insufficientPrivilege)
    }

    private static let nonsense = [
        "UPDATE account SET balance_minor = -1 WHERE id = 'ann'",
        "UPDATE account SET state = 'closed' WHERE id = 'ann'",
        "UPDATE account SET state = 'lost' WHERE id = 'ann'",
        "INSERT INTO account (id, kind, currency) VALUES ('eve', 'pirate', 'EUR')",
        "INSERT INTO account (id, kind, currency) VALUES ('eve', 'wallet', 'euro')",
        "INSERT INTO entry VALUES (1, 99, 0, 0, gen_random_uuid(), 1)",
        "INSERT INTO entry VALUES (1, 0, 1, 1, gen_random_uuid(), 1)",
        """
        INSERT INTO transfer (payment, step, kind, outcome, amount_minor, debit_key, credit_key, beneficiary_key, at)
        VALUES (gen_random_uuid(), 2, 'bill', 'settled', 0, 1, 2, 3, now())
        """,
        """
        INSERT INTO transfer (payment, step, kind, outcome, amount_minor, debit_key, credit_key, beneficiary_key, at)
        VALUES (gen_random_uuid(), 2, 'bill', 'settled', 5, 1, 1, 3, now())
        """,
        """
        INSERT INTO transfer (payment, step, kind, outcome, reason, amount_minor, debit_key, credit_key,
            beneficiary_key, fingerprint, at)
        VALUES (gen_random_uuid(), 1, 'bill', 'rejected', 'expired', 5, 1, 2, 3, 4, now())
        """,
        """
        INSERT INTO transfer (payment, step, kind, outcome, amount_minor, debit_key, credit_key, beneficiary_key, at)
        VALUES (gen_random_uuid(), 2, 'bill', 'held', 5, 1, 2, 3, now())
        """,
    ]

    @Test("The schema refuses what no correct program writes", arguments: nonsense)
    func refused(_ script: String) throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000])
        let error = #expect(throws: PostgresError.self) { try wallet.connection.execute(script: script) }
        #expect(error?.code == .checkViolation)
    }
}
