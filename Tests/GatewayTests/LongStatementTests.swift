import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Statements of a long account", .serialized)
struct LongStatementTests {
    private static let entries: Int64 = 60_000

    @Test("a period of a long account costs what is in it, wherever it lies, and has all that is in it and no more")
    func periods() async throws {
        let ground = try await Ground()
        let ann = try await ground.person("ann")
        let admin = try ground.administrator()
        try admin.execute(script: Self.filling(ann.account))
        let path = "/v1/accounts/\(ann.account)/statement"
        try await Task.sleep(for: .seconds(2))

        let before = try admin.query(EntriesRead())[0]
        let old = try await ann.call("GET", path + "?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z")
        #expect(old.status == 200 && old.texts.count == 1, "\(old.text)")
        let early = try await ann.call("GET", path + "?to=2025-12-31T00:00:00Z")
        #expect(early.status == 200 && early.texts.count == 1)
        // A session tells its numbers when it has been idle for a while.
        try await Task.sleep(for: .seconds(3))
        let read = try admin.query(EntriesRead())[0] - before
        #expect(read < 2_000, "\(read) rows for two empty periods")

        var random = SeededGenerator(seed: 9)
        for _ in 0..<40 {
            let from = Int64.random(in: -2_000...Self.entries + 2_000, using: &random)
            let to = from + Int64.random(in: -5...400, using: &random)
            let found = try await ann.call(
                "GET", path + "?limit=1000&from=\(Self.time(minute: from))&to=\(Self.time(minute: to))")
            let numbers = (0..<1_000).compactMap { found.texts["items.\($0).number"].flatMap { Int64($0) } }
            let expected = (1...Self.entries).filter { Self.minutes(of: $0) >= from && Self.minutes(of: $0) < to }
            #expect(numbers == expected.reversed(), "from \(from) to \(to)")
        }
        await ground.stop()
    }

    /// Times of several clocks: the minutes are in the numbers' order but for a few.
    private static func minutes(of number: Int64) -> Int64 { number + number % 7 * (number % 2) }

    private static func time(minute: Int64) -> String {
        ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: 1_767_225_600 + Double(minute) * 60))
    }

    /// A movement each minute from 2026-01-01 on.
    private static func filling(_ account: String) -> String {
        """
        CREATE TEMP TABLE own AS SELECT account_key AS own_key FROM wallet.account WHERE id = '\(account)';
        CREATE TEMP TABLE other AS SELECT account_key AS other_key FROM wallet.account WHERE id = 'bank';
        INSERT INTO wallet.transfer (payment, amount_minor, debit_key, credit_key, beneficiary_key, fingerprint, at,
            step, kind, outcome)
        SELECT md5('statement' || n)::uuid, 1, own_key, other_key, other_key, 1,
            '2026-01-01Z'::timestamptz + (n + n % 7 * (n % 2)) * interval '1 minute', 1, 'transfer', 'held'
        FROM own, other, generate_series(1, \(entries)) AS n;
        INSERT INTO wallet.entry (account_key, version, amount_minor, balance_after_minor, payment, step)
        SELECT own_key, n, CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END, 0, md5('statement' || n)::uuid, 1
        FROM own, generate_series(1, \(entries)) AS n;
        UPDATE wallet.account SET version = \(entries) WHERE id = '\(account)';
        ANALYZE wallet.entry; ANALYZE wallet.transfer;
        """
    }
}

private struct EntriesRead: Statement {
    static let sql = """
        SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables
        WHERE schemaname = 'wallet' AND relname = 'entry'
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
