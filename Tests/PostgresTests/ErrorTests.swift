import Foundation
import Postgres
import Testing

@Suite("Errors")
struct ErrorTests {
    private static let tables = """
        CREATE TABLE account (id bigint PRIMARY KEY, name text NOT NULL, balance bigint CHECK (balance >= 0));
        CREATE TABLE entry (account bigint REFERENCES account, range int4range,
                            EXCLUDE USING gist (range WITH &&));
        INSERT INTO account VALUES (1, 'Alice Secret', 0);
        INSERT INTO entry VALUES (1, '[1,5)');
        """

    @Test(
        "each violation has its code",
        arguments: [
            ("INSERT INTO account VALUES (1, 'Alice Secret', 0)", PostgresError.Code.uniqueViolation),
            ("INSERT INTO account VALUES (2, NULL, 0)", .notNullViolation),
            ("INSERT INTO account VALUES (2, 'x', -1)", .checkViolation),
            ("INSERT INTO entry VALUES (7, NULL)", .foreignKeyViolation),
            ("DELETE FROM account", .foreignKeyViolation),
            ("INSERT INTO entry VALUES (1, '[2,3)')", .integrityViolation),
            ("SELECT 'x'::text::bigint", .dataException),
            ("SELECT 1 / 0", .dataException),
            ("SELECT (SELECT n FROM generate_series(1, 2) n)", .dataException),
            ("SELECT * FROM nowhere", .undefinedObject),
            ("SELECT nothing FROM account", .undefinedObject),
            ("SELECT nothing()", .undefinedObject),
            ("SELECT FROM FROM", .invalidStatement),
            ("CREATE TABLE account ()", .duplicateObject),
            ("DO $$ BEGIN RAISE 'no'; END $$", .raised),
            ("SET TRANSACTION READ ONLY; INSERT INTO account VALUES (3, 'x', 0)", .readOnly),
        ])
    func codes(_ script: String, _ code: PostgresError.Code) throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.tables)
        let error = expectError(code) { try connection.execute(script: script) }
        #expect((error?.code.fault == .transient) == (error?.isTransient))
        #expect(connection.isUsable)
    }

    @Test("a description names constraint and table and holds no data; the debug description holds all")
    func descriptions() throws {
        let (connection, schema) = try TestDatabase.openInNewSchema(Self.tables)
        let error = try #require(
            expectError(.uniqueViolation) {
                try connection.execute(script: "INSERT INTO account VALUES (1, 'Alice Secret', 0)")
            })
        #expect(
            "\(error)"
                == "unique_violation (SQLSTATE 23505) in script on constraint account_pkey of table \(schema).account: "
                + "a row with this key is there already")
        #expect(error.debugDescription.contains("Key (id)=(1) already exists."))
        let check = try #require(
            expectError(.checkViolation) {
                try connection.execute(script: "INSERT INTO account VALUES (2, 'Alice Secret', -5)")
            })
        #expect(!"\(check)".contains("Alice"))
        #expect(check.debugDescription.contains("Alice Secret"))
    }

    @Test("every SQLSTATE that the installed PostgreSQL knows has a code of its own kind")
    func sqlStates() throws {
        let root = "/usr/share/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let files = versions.map { "\(root)/\($0)/errcodes.txt" }.filter { FileManager.default.fileExists(atPath: $0) }
        for file in files {
            let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
            let states = lines.filter { !$0.hasPrefix("#") && !$0.hasPrefix("Section") }
                .map { $0.split(separator: " ", omittingEmptySubsequences: true).map(String.init) }
                .filter { $0.count >= 3 && $0[0].utf8.count == 5 && $0[1] == "E" }
            #expect(states.count > 200)
            for state in states {
                #expect(PostgresError.Code(sqlState: state[0]) != .other, "\(state)")
            }
        }
    }

    @Test("what circumstance causes is transient, and nothing else is")
    func faults() {
        let transient: Set<String> = ["40001", "40P01", "55P03", "57014", "57P01", "53300", "53100", "08006", "25006"]
        for state in transient { #expect(PostgresError.Code(sqlState: state).fault == .transient, "\(state)") }
        for state in ["23505", "23514", "22003", "54000", "P0001", "21000"] {
            #expect(PostgresError.Code(sqlState: state).fault == .data, "\(state)")
        }
        for state in ["42501", "42P01", "42601", "28P01", "0A000", "XX000", "25P02", "ZZZZZ"] {
            #expect(PostgresError.Code(sqlState: state).fault == .setup, "\(state)")
        }
    }

    @Test("codes are snake case, and each has its sentence")
    func words() {
        for code in PostgresError.Code.allCases {
            #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
            #expect(!code.sentence.isEmpty)
        }
        #expect(Set(PostgresError.Code.allCases.map(\.sentence)).count == PostgresError.Code.allCases.count)
    }
}
