import Postgres
import Testing

@Suite("Values")
struct ValueTests {
    private func expectRoundTrip<Value: PostgresValue & Equatable>(_ values: [Value]) throws {
        let connection = try TestDatabase.open()
        for value in values {
            #expect(try connection.query(Echo(value)) == [value])
        }
        #expect(try connection.query(Echo<Value>(nil)) == [nil])
        #expect(try connection.query(EchoArray<Value>(values)) == [values])
        #expect(try connection.query(EchoArray<Value>([])) == [[]])
        #expect(try connection.query(EchoArray<Value>(nil)) == [nil])
        #expect(try connection.query(EchoArray<Value>([nil])) == [[nil]])
        let mixed: [Value?] = [nil] + values.flatMap { [$0, nil] } + values
        #expect(try connection.query(EchoArray<Value>(mixed)) == [mixed])
    }

    @Test("int2 comes back as it was sent, extremes included")
    func int16() throws { try expectRoundTrip([Int16.min, -1, 0, 1, .max]) }

    @Test("int4 comes back as it was sent, extremes included")
    func int32() throws { try expectRoundTrip([Int32.min, -1, 0, 1, .max]) }

    @Test("int8 comes back as it was sent, extremes included")
    func int64() throws { try expectRoundTrip([Int64.min, -1, 0, 1, .max]) }

    @Test("bool comes back as it was sent")
    func bool() throws { try expectRoundTrip([true, false]) }

    @Test("text comes back as it was sent, with quotes, controls and every plane of Unicode")
    func text() throws {
        try expectRoundTrip([
            "", "a", "it's \"\\ {}", "\u{1}\n\t\u{7f}", "Žižka 漢字 👩‍👩‍👧", String(repeating: "ü", count: 70_000),
        ])
    }

    @Test("bytea comes back as it was sent, all byte values included")
    func bytes() throws { try expectRoundTrip([[], [0], Array(0...255), [UInt8](repeating: 7, count: 100_000)]) }

    @Test("uuid comes back as it was sent")
    func uuid() throws {
        try expectRoundTrip([
            UUIDBits(high: 0, low: 0), UUIDBits(high: .max, low: .max),
            UUIDBits(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210),
        ])
    }

    @Test("timestamptz comes back as it was sent, infinities and the ends of its range included")
    func timestamptz() throws {
        try expectRoundTrip([
            Timestamptz(microseconds: 0), Timestamptz(microseconds: -1), .infinity, .minusInfinity,
            Timestamptz(microseconds: 1_790_000_000_123_456), Timestamptz(microseconds: -210_866_803_200_000_000),
            Timestamptz(microseconds: .max - 1),
        ])
    }

    struct Printed: Statement {
        static let sql = "SELECT $1::text, $2::text"
        let uuid: UUIDBits
        let time: Timestamptz

        func bind(_ p: inout Parameters) {
            p.append(uuid)
            p.append(time)
        }

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [String] {
            [try row.string(0), try row.string(1)]
        }
    }

    @Test("the server understands uuid and timestamptz as we do")
    func printed() throws {
        let uuid = UUIDBits(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
        let rows = try TestDatabase.open().query(
            Printed(uuid: uuid, time: Timestamptz(microseconds: 951_782_400_000_001)))
        #expect(rows == [["01234567-89ab-cdef-fedc-ba9876543210", "2000-02-29 00:00:00.000001+00"]])
    }

    struct Numeric: Statement {
        static let sql = "SELECT $1::text::numeric, $1::text::numeric::text"
        let text: String?

        func bind(_ p: inout Parameters) {
            p.append(text)
        }

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (read: String?, printed: String?) {
            (try row.optionalNumericText(0), try row.optionalString(1))
        }
    }

    @Test(
        "numeric is read as PostgreSQL prints it",
        arguments: [
            "0", "1", "-1", "9999", "10000", "10001", "-123456789012345678901234567890", "0.1", "0.0001", "0.00001",
            "-0.000000000012", "123.4500", "99999999.9999", "10000.0001", "1e20", "0.00", "NaN", "Infinity",
            "-Infinity",
        ])
    func numeric(_ text: String) throws {
        let row = try #require(try TestDatabase.open().query(Numeric(text: text)).first)
        #expect(row.read != nil)
        #expect(row.read == row.printed)
    }

    @Test("a null numeric is nil")
    func nullNumeric() throws {
        #expect(try TestDatabase.open().query(Numeric(text: nil))[0].read == nil)
    }
}
