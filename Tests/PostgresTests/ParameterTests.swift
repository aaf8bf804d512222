import Postgres
import Testing

@Suite("Parameters")
struct ParameterTests {
    /// The same column written in each way there is.
    struct Columns: Statement {
        static let sql = "SELECT $1 = $2 AND $2 = $3 AND $4 = $5, cardinality($1), cardinality($4)"
        let values: [Int64]

        func bind(_ p: inout Parameters) {
            p.append(values)
            values.withUnsafeBufferPointer { p.append($0) }
            p.append(count: values.count) { values[$0] }
            p.append(values.map { $0 % 2 == 0 ? $0 : nil })
            p.append(count: values.count) { values[$0] % 2 == 0 ? values[$0] : nil }
        }

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (isSame: Bool, counts: [Int32]) {
            (try row.bool(0), [try row.int32(1), try row.int32(2)])
        }
    }

    @Test("an array, a buffer and a builder write the same column", arguments: [0, 1, 2, 5000])
    func columns(_ count: Int) throws {
        let values = (0..<count).map { Int64($0) * 7_000_000_000 - 3 }
        let row = try TestDatabase.open().query(Columns(values: values))[0]
        #expect(row.isSame)
        #expect(row.counts == [Int32(count), Int32(count)])
    }

    @Test("a NUL in text is refused by name, without the text, and the connection goes on")
    func nul() throws {
        let connection = try TestDatabase.open()
        let error = expectError(.invalidParameter) {
            _ = try connection.query(Echo("secret\0"))
        }
        #expect(error?.isTransient == false)
        #expect(error?.debugDescription.contains("NUL") == true)
        #expect(error?.debugDescription.contains("secret") == false)
        expectError(.invalidParameter) {
            _ = try connection.query(EchoArray(["fine", nil, "\0"]))
        }
        #expect(try connection.query(Echo("fine")) == ["fine"])
    }

    @Test("a refused parameter leaves its transaction open")
    func refusedInTransaction() throws {
        let connection = try TestDatabase.open()
        let transaction = try connection.begin()
        let before = try transaction.send(Echo(Int64(1)))
        expectError(.invalidParameter) {
            try transaction.send(Echo("\0"))
        }
        #expect(try transaction.query(Echo(Int64(2))) == [2])
        #expect(try before.rows() == [1])
        try transaction.commit()
    }

    @Test("a timestamp that PostgreSQL cannot count is refused")
    func timestampOutOfRange() throws {
        let connection = try TestDatabase.open()
        expectError(.invalidParameter) {
            _ = try connection.query(Echo(Timestamptz(microseconds: .min + 1)))
        }
    }

    struct Fickle: Statement {
        static let sql = "SELECT $1::text"
        let isText: Bool

        func bind(_ p: inout Parameters) {
            if isText { p.append("1") } else { p.append(Int64(1)) }
        }
    }

    @Test("a statement that changes its parameters' types is refused")
    func changedTypes() throws {
        let connection = try TestDatabase.open()
        _ = try connection.query(Fickle(isText: true))
        expectError(.misuse) { _ = try connection.query(Fickle(isText: false)) }
        _ = try connection.query(Fickle(isText: true))
    }

    @Test("fifty mebibytes go there and back")
    func large() throws {
        let connection = try TestDatabase.open()
        var bytes = [UInt8](repeating: 0, count: 50 << 20)
        for index in stride(from: 0, to: bytes.count, by: 4093) { bytes[index] = UInt8(truncatingIfNeeded: index) }
        #expect(try connection.query(Echo(bytes)) == [bytes])
        #expect(try connection.query(Echo(Int64(1))) == [1])
    }

    @Test("neither side waits for the other when both have much to say")
    func bothDirections() throws {
        let connection = try TestDatabase.open()
        let transaction = try connection.begin()
        let bytes = [UInt8](repeating: 42, count: 1 << 20)
        let replies = try (0..<40).map { _ in try transaction.send(Echo(bytes)) }
        for reply in replies { #expect(try reply.rows() == [bytes]) }
        try transaction.commit()
        #expect(connection.roundTrips == 2)
    }
}
