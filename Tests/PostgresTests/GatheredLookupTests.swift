import Postgres
import Synchronization
import Testing

@Suite("Gathered look-ups")
struct GatheredLookupTests {
    /// Each key's double, twice for even ones, and none for negative ones.
    private struct Doubles: Statement {
        let keys: [Int64]

        static let sql = """
            SELECT k, 2 * k FROM unnest($1::bigint[]) AS k, generate_series(1, CASE WHEN k % 2 = 0 THEN 2 ELSE 1 END)
            WHERE k >= 0
            """
        func bind(_ p: inout Parameters) { p.append(keys) }
        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (Int64, Int64) {
            (try row.int64(0), try row.int64(1))
        }
    }

    private final class Counter: Sendable {
        let statements = Mutex<[Int]>([])
    }

    private func lookup(_ counter: Counter) -> (GatheredLookup<Int64, Int64>, ConnectionPool) {
        let configuration = ConnectionConfiguration(conninfo: TestDatabase.conninfo, applicationName: "giro-tests")
        let pool = ConnectionPool(configuration, connections: 2, maximumWaiting: 10)
        let lookup = GatheredLookup<Int64, Int64>(pool: pool) { connection, keys in
            counter.statements.withLock { $0.append(keys.count) }
            if keys.contains(13) { throw PostgresError(.invalidValue) }
            return Dictionary(grouping: try connection.query(Doubles(keys: keys)), by: \.0).mapValues { $0.map(\.1) }
        }
        return (lookup, pool)
    }

    @Test("many callers get their own rows, by few statements of at most a thousand keys")
    func many() async throws {
        let counter = Counter()
        let (lookup, pool) = lookup(counter)
        defer { pool.close() }
        let answers = try await withThrowingTaskGroup(of: (Int64, [Int64]).self) { group in
            for number in 0..<5_000 {
                let key = Int64(number % 2_500 - 500) * 14
                group.addTask { (key, try await lookup.rows(key)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 5_000)
        for (key, rows) in answers {
            #expect(rows == (key < 0 ? [] : [2 * key, 2 * key]), "\(key)")
        }
        let statements = counter.statements.withLock { $0 }
        #expect(statements.count < 1_000 && statements.allSatisfy { $0 <= 1_000 }, "\(statements)")
    }

    @Test("two look-ups asked together answer together, each with its own rows; one that fails fails both")
    func together() async throws {
        let (first, firstPool) = lookup(Counter())
        let (second, secondPool) = lookup(Counter())
        defer {
            firstPool.close()
            secondPool.close()
        }
        let answers = try await withThrowingTaskGroup(of: (Int64, [Int64], [Int64]).self) { group in
            for key in Int64(20)..<520 {
                group.addTask {
                    let (one, other) = try await first.rows(key, and: key + 1, of: second)
                    return (key, one, other)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 500)
        for (key, one, other) in answers {
            #expect(Set(one) == [2 * key] && Set(other) == [2 * key + 2] && one.count + other.count == 3, "\(key)")
        }
        await #expect(throws: PostgresError.self) { _ = try await first.rows(7, and: 13, of: second) }
        await #expect(throws: PostgresError.self) { _ = try await first.rows(13, and: 7, of: second) }
    }

    @Test("a statement that fails fails for those who asked by it, and the next one is asked anew")
    func failure() async throws {
        let (lookup, pool) = lookup(Counter())
        defer { pool.close() }
        await #expect(throws: PostgresError.self) { try await lookup.rows(13) }
        #expect(try await lookup.rows(7) == [14])
    }
}
