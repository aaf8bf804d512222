import Postgres
import Testing

@Suite("Rows")
struct RowReaderTests {
    enum OneInt4: SQLText { static let text = "SELECT 1::int4" }
    enum OneNull: SQLText { static let text = "SELECT NULL::int8 AS amount" }
    enum NoColumn: SQLText { static let text = "SELECT" }

    @Test("a column of another type is an error that names column and statement")
    func mismatch() throws {
        let connection = try TestDatabase.open()
        let error = expectError(.unexpectedType) {
            _ = try connection.query(Numbers<OneInt4>())
        }
        #expect(error?.statement == "Numbers<OneInt4>")
        #expect(error?.column == "0 (int4)")
        #expect(error?.isTransient == false)
        #expect(try connection.query(Echo(Int64(1))) == [1])
    }

    @Test("null where a value must be is an error")
    func null() throws {
        let connection = try TestDatabase.open()
        let error = expectError(.unexpectedNull) {
            _ = try connection.query(Numbers<OneNull>())
        }
        #expect(error?.column == "0 (amount)")
    }

    @Test("a column that does not exist is an error")
    func missing() throws {
        let connection = try TestDatabase.open()
        expectError(.unexpectedType) { _ = try connection.query(Numbers<NoColumn>()) }
    }

    struct Kinds: Statement {
        static let sql = """
            SELECT 'a'::varchar, 'b'::name, 'c '::char(2), '{"d":1}'::json, ARRAY['e']::varchar[], ARRAY['f']::name[]
            """

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [String] {
            var texts: [String] = []
            for column in 0..<4 { texts.append(try row.string(column)) }
            return texts + (try row.array(4, of: String.self)) + (try row.array(5, of: String.self))
        }
    }

    @Test("text is read from every type of text")
    func texts() throws {
        #expect(try TestDatabase.open().query(Kinds()) == [["a", "b", "c ", "{\"d\":1}", "e", "f"]])
    }

    struct Bad: Statement {
        static let sql = "SELECT ARRAY[[1::int8]], ARRAY[1::int8, NULL], NULL::int8[], 'x'::text"

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [PostgresError.Code] {
            var codes: [PostgresError.Code] = []
            for column in 0..<4 {
                do throws(PostgresError) {
                    _ = try row.array(column, of: Int64.self)
                } catch {
                    codes.append(error.code)
                }
            }
            return codes
        }
    }

    @Test("arrays of two dimensions, with nulls, null themselves or no arrays at all are errors")
    func badArrays() throws {
        let codes = try TestDatabase.open().query(Bad())
        #expect(codes == [[.unexpectedType, .unexpectedNull, .unexpectedNull, .unexpectedType]])
    }

    struct InPlace: Statement {
        static let sql = "SELECT 'abc'::text, NULL::bytea, ''::text"

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [Int?] {
            var counts: [Int?] = []
            for column in 0..<3 {
                counts.append(try row.withBytes(column) { (bytes) throws(PostgresError) in bytes?.count })
            }
            return counts
        }
    }

    @Test("bytes can be looked at in place; null is not empty")
    func inPlace() throws {
        #expect(try TestDatabase.open().query(InPlace()) == [[3, nil, 0]])
    }

    struct TooFar: Statement {
        static let sql = "SELECT '294276-12-31'::timestamptz"

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Timestamptz { try row.timestamptz(0) }
    }

    @Test("a time beyond 64 bits of microseconds is an error, not another time")
    func tooFar() throws {
        let connection = try TestDatabase.open()
        // 294276 still fits by a few thousand seconds or not at all, as the epoch decides; the year is PostgreSQL's
        // last.
        expectError(.invalidValue) { _ = try connection.query(TooFar()) }
    }

    struct Series: Statement {
        static let sql = "SELECT n::int8, n::text FROM generate_series(1, $1::int8) AS n"
        let count: Int64

        func bind(_ p: inout Parameters) { p.append(count) }

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (Int64, String) {
            (try row.int64(0), try row.string(1))
        }
    }

    @Test("a large result comes in order")
    func large() throws {
        let rows = try TestDatabase.open().query(Series(count: 100_000))
        #expect(rows.count == 100_000)
        #expect(
            rows.enumerated().allSatisfy { $0.element.0 == Int64($0.offset + 1) && $0.element.1 == "\($0.offset + 1)" })
    }
}
