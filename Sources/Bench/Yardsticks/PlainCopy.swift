import Foundation
import Postgres

/// The rows that the wallet wrote for payments, put into tables of the same form by COPY, one transaction for all.
struct PlainCopy {
    let ground: BenchGround

    /// Payments whose rows are copied, at most.
    private static let limit = 50_000

    /// - Returns: payments a second; two transfers, four entries and two outbox rows each.
    func run() throws -> Double {
        let admin = ground.admin
        let directory = ground.file("copy")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // The server writes the files, as its own user.
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory)
        try admin.execute(
            script: """
                CREATE SCHEMA plain;
                CREATE TABLE plain.transfer (LIKE wallet.transfer INCLUDING ALL);
                CREATE TABLE plain.entry (LIKE wallet.entry INCLUDING ALL);
                CREATE TABLE plain.outbox (LIKE wallet.outbox INCLUDING ALL);
                CREATE TABLE plain.chosen AS SELECT payment FROM wallet.transfer
                    WHERE step = 2 ORDER BY payment DESC LIMIT \(Self.limit);
                COPY (SELECT * FROM wallet.transfer WHERE payment IN (SELECT payment FROM plain.chosen))
                    TO '\(directory)/transfer' (FORMAT binary);
                COPY (SELECT * FROM wallet.entry WHERE payment IN (SELECT payment FROM plain.chosen))
                    TO '\(directory)/entry' (FORMAT binary);
                COPY (SELECT * FROM wallet.outbox WHERE subject IN (SELECT payment::text FROM plain.chosen))
                    TO '\(directory)/outbox' (FORMAT binary);
                """)
        try admin.execute(script: "CHECKPOINT")
        let start = ContinuousClock.now
        try admin.execute(
            script: """
                COPY plain.transfer FROM '\(directory)/transfer' (FORMAT binary);
                COPY plain.entry FROM '\(directory)/entry' (FORMAT binary);
                COPY plain.outbox FROM '\(directory)/outbox' (FORMAT binary);
                """)
        let seconds = (ContinuousClock.now - start).inSeconds
        let payments = try admin.query(CountCopied())[0]
        try admin.execute(script: "DROP SCHEMA plain CASCADE")
        return Ratio.of(Double(payments), to: seconds)
    }
}

struct CountCopied: Statement {
    static let sql = "SELECT count(*) / 2 FROM plain.transfer"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
