import Kafka
import Lane
import TestSupport
import Testing

/// Times and headers are numbers that anybody may write who may write to a topic.
@Suite("Numbers that others wrote", .serialized)
struct OutsideNumbersTests {
    /// Seconds, microseconds, nanoseconds, one too few, one too many, the ends of the range.
    private static let times: [Int64] = [
        .min, -1, 1, 1_795_689_600, 946_684_799_999, 7_258_118_400_000, 1_795_689_600_000_000,
        1_795_689_600_000_000_000, .max,
    ]

    private func publish(
        _ value: String, on bench: TallyBench, atMilliseconds: Int64 = 0, headers: [(String, String)] = []
    ) throws {
        let producer = try Producer(bench.broker.configuration, mode: .idempotent)
        let list = Headers(expected: headers.count)
        for (name, value) in headers { list.add(name, value) }
        try Array(value.utf8).withUnsafeBytes { bytes in
            try producer.send(
                topic: bench.input, partition: 0, key: nil, value: bytes, timestampMilliseconds: atMilliseconds,
                headers: list)
        }
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    @Test(
        "a record whose time is no time is a dead letter once, and the lane goes on",
        .disabled(if: TestBroker.isReal, "brokers since 4.0 refuse such records themselves"))
    func times() async throws {
        let bench = try TallyBench()
        for time in Self.times { try publish("at \(time)", on: bench, atMilliseconds: time) }
        try publish("first", on: bench, atMilliseconds: 946_684_800_000)
        try publish("last", on: bench, atMilliseconds: 7_258_118_399_999)
        try publish("now", on: bench)
        for instance in ["one", "two"] {
            try await bench.running(instance: instance) { service in
                try await expect { try bench.number("SELECT count(*) FROM seen") == 3 }
            }
        }
        let letters = try bench.broker.read(bench.input + ".dlq", count: Self.times.count, settle: .milliseconds(200))
        #expect(letters.map(\.value) == Self.times.map { "at \($0)" })
        #expect(Set(letters.map { $0.headers["giro-reason"] }) == ["invalid_timestamp"])
        #expect(letters.map { $0.headers["giro-origin-timestamp"] } == Self.times.map { "\($0)" })
        #expect(letters.allSatisfy { $0.headers["giro-origin-at"] == nil })
    }

    @Test(
        "a count in a header is cut to what a message can have been tried, whatever stands there",
        arguments: [
            ("9223372036854775807", "1000001"), ("99999999999999999999999", "1000001"), ("-9223372036854775808", "1"),
            ("-1", "1"), ("0", "1"), ("3", "4"), ("", "1"), ("many", "1"), ("1e400", "1"),
        ])
    func attempts(written: String, counted: String) async throws {
        let bench = try TallyBench()
        let numbers = ["giro-attempts", "giro-requeues", "giro-origin-timestamp"].map { ($0, written) }
        try publish("refuse", on: bench, headers: numbers)
        try publish("good", on: bench)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
        }
        let letter = try #require(try bench.broker.read(bench.input + ".dlq", count: 1).first)
        #expect(letter.headers["giro-attempts"] == counted)
        #expect(letter.headers["giro-reason"] == "refused_by_test")
    }

    @Test("a number in a header is read without ever ending the process")
    func property() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<10_000 {
            let number = random.amount()
            #expect(HeaderCount.read("\(number)") == Int(min(max(number, 0), 1_000_000)))
        }
        #expect(HeaderCount.read(nil) == nil)
        #expect(HeaderCount.read(String(repeating: "9", count: 65)) == nil)
        for number in [Int64.min, .min + 1, -1, 0, 1, .max] { #expect(!EventTime.text(microseconds: number).isEmpty) }
    }
}
