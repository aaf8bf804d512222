import Foundation
import Kafka
import Messages
import Operations
import Payments
import Postgres
import Settings
import Stack
import TestSupport
import Testing
import Torture

/// Every record that an attacker or a broken program may write, on every topic: before the workers, and before every
/// command that reads topics.
@Suite("Hostile records", .serialized)
struct HostileRecordTests {
    private let broker: OperatedBroker
    private let database: OperatedDatabase
    private let mails: String

    init() throws {
        broker = try OperatedBroker()
        mails = "/tmp/giro-test-hostile-\(UInt32.random(in: 0...UInt32.max))"
        database = try OperatedDatabase(
            flags: broker.flags + [
                "kafka.mode=idempotent", "webhook.root.secret=\(String(repeating: "s", count: 32))",
                "notification.transport=maildir", "notification.maildir.path=\(mails)",
            ])
    }

    /// - Returns: the dead letters that must come of it, by worker, topic and code.
    private func publish(on topics: [String], _ more: [(name: String, value: [UInt8])] = []) throws -> [String: Int] {
        let producer = try Producer(broker.configuration, mode: .idempotent)
        var expected: [String: Int] = [:]
        for topic in topics {
            for var record in HostileRecord.all(on: topic, marker: "test") {
                record.headers += more
                try record.send(with: producer)
                try producer.flush(timeoutMilliseconds: 10_000)
                for worker in record.workers {
                    expected["\(worker) \(topic) \(record.code ?? "")", default: 0] += 1
                }
            }
        }
        return expected
    }

    private static let inputs = Catalogue.topics.filter { !$0.consumers.isEmpty }.map(\.name)

    @Test("each is a dead letter once at every worker that reads it, and every lane comes to its end")
    func workers() async throws {
        defer { try? FileManager.default.removeItem(atPath: mails) }
        let expected = try publish(on: Self.inputs)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in RunningWorker.names {
                let worker = try #require(try RunningWorker.named(name, settings: database.settings))
                group.addTask { try await worker.run() }
            }
            let isDone = try await eventually(within: .seconds(60)) {
                try Self.inputs.allSatisfy { topic in
                    try (Catalogue.topic(topic)?.consumers ?? []).allSatisfy {
                        try position($0, topic) >= end(of: topic)
                    }
                }
            }
            #expect(isDone, "a lane has not come to its end")
            group.cancelAll()
            try await group.waitForAll()
        }
        let found = try found()
        let differences = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }
            .map { "\($0): \(found[$0] ?? 0), not \(expected[$0] ?? 0)" }
        #expect(differences.isEmpty, "\(differences.sorted())")
        for (schema, table) in [("wallet", "transfer"), ("payment", "payment"), ("billing", "invoice")] {
            #expect(try count("SELECT count(*) FROM \(table)", of: schema) == 0, "nothing was handled")
        }
    }

    @Test("every command that reads topics comes to its end")
    func commands() throws {
        let letters = Self.inputs.map { $0 + ".dlq" }
        _ = try publish(on: Self.inputs)
        _ = try publish(on: letters, [("giro-reason", Array("hostile".utf8))])
        try broker.takeLanes(in: database)
        let list = try DeadLetterBox(database.settings).list(DeadLetterFilter(), limit: 10_000)
        #expect(list.letters.count == letters.count * HostileRecord.all(on: letters[0], marker: "").count)
        #expect(list.letters.contains { $0.isTimeReplaced })
        let box = try DeadLetterBox(database.settings)
        for letter in list.letters where letter.topic == "contact.updated" {
            let detail = try #require(try box.show(letter.place))
            #expect(detail.lines(paint: Paint(isOn: false)).count > 1)
        }
        #expect(!list.lines(paint: Paint(isOn: false)).isEmpty)
        try requeue()
        try replay()
        let report = StatusReader(settings: database.settings).read()
        #expect(!report.lines(showsLanes: true, paint: Paint(isOn: false)).isEmpty)
        #expect(TraceReader(settings: database.settings).trace(PaymentID(high: 1, low: 1)).status == .found)
        _ = try Recovery(settings: database.settings, scope: .retained).plan()
    }

    /// Letters of a lane engine, made of what is on the topics.
    private func requeue() throws {
        let producer = try Producer(broker.configuration, mode: .idempotent)
        for (place, count) in ["9223372036854775807", "-9223372036854775808", "1e400", "", "-1"].enumerated() {
            let list = Headers(expected: 6)
            for (name, value) in [
                ("giro-reason", "hostile"), ("giro-origin", "bill.paid/0@\(place)"), ("giro-attempts", count),
                ("giro-requeues", count), ("giro-origin-timestamp", count), ("giro-worker", "wallet"),
            ] { list.add(name, value) }
            try Array("hostile \(place)".utf8).withUnsafeBytes { value in
                try producer.send(
                    topic: "bill.paid.dlq", partition: 0, key: nil, value: value,
                    timestampMilliseconds: [Int64.min, .max, -1, 1, 0][place], headers: list)
            }
            try producer.flush(timeoutMilliseconds: 10_000)
        }
        var filter = DeadLetterFilter()
        filter.topics = ["bill.paid"]
        filter.worker = "wallet"
        let box = try DeadLetterBox(database.settings)
        let change = try box.requeue(
            try box.planRequeue(filter, limit: 100), of: filter, reason: "a test", perSecond: 1_000, stop: StopRequest()
        )
        #expect(change.done == 5)
        let copies = try BystanderReader(broker.configuration).read("bill.paid", partitions: 1).suffix(5)
        #expect(copies.map { $0.headers["giro-requeues"] } == ["1000001", "1", "1", "1", "1"])
    }

    private func replay() throws {
        var selection = ReplaySelection()
        selection.topics = Self.inputs.filter { $0 != "account.requested" }
        var options = ReplayOptions()
        options.perSecond = 100_000
        let replayer = try Replayer(database.settings)
        let forecast = try replayer.forecast(.reapply, selection)
        #expect(forecast.messages > 300)
        let run = try replayer.run(.reapply, selection, reason: "a test", options: options, stop: StopRequest())
        #expect(run.isDone)
        let copies = try BystanderReader(broker.configuration).read("payment.requested", partitions: 1)
        #expect(copies.contains { $0.headers["giro-time-replaced"] == "\(Int64.max)" })
        let rebuilt = try Replayer(database.settings).rebuild(
            reason: "a test", isDryRun: true, options: options, stop: StopRequest(), approve: { _ in true })
        #expect(rebuilt.unreadable > 100)
    }

    @Test("selections and plans take any number")
    func selections() throws {
        _ = try publish(on: ["payment.requested"])
        for number in [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max] { try select(number) }
    }

    private func select(_ number: Int64) throws {
        var selection = ReplaySelection()
        selection.topics = ["payment.requested"]
        selection.fromOffset = number
        #expect(try Replayer(database.settings).forecast(.reapply, selection).messages >= 0)
        selection.toOffset = number
        #expect(try Replayer(database.settings).forecast(.reapply, selection).messages == 0)
        selection.sinceMilliseconds = number
        selection.untilMilliseconds = number
        #expect(selection.summary.contains("since"))
        #expect(MessagePlace("a/0@\(number)") == nil || (0..<Int64.max).contains(number))
        #expect(!Moment(Timestamp(microseconds: number)).age(at: .now()).isEmpty)
        #expect(try resuming(number)?.code == "replay_is_done")
    }

    /// A plan and a progress that an operator's role may have written.
    private func resuming(_ number: Int64) throws -> OperationError? {
        let id = try OperationLog(database.settings).begin("replay re-apply", target: "x", reason: "a test").id
        let part = "{\"topic\":\"payment.requested\",\"partition\":0,\"from\":\(number),\"to\":\(Int64.max)}"
        let plan = "{\"selection\":{\"topics\":[\"payment.requested\"],\"partitions\":[]},\"parts\":[\(part),\(part)]}"
        try database.execute(
            """
            INSERT INTO replay VALUES ('\(id)', 're-apply', '\(broker.clusterID)', '\(plan)');
            INSERT INTO replay_progress
            VALUES ('\(id)', \(Int64.max), now(), \(number), '{"payment.requested/0":\(number)}', true)
            """, in: "operations")
        let replay = try #require(PaymentID(id))
        return #expect(throws: OperationError.self) {
            try Replayer(database.settings).resume(replay, reason: "on", options: ReplayOptions(), stop: StopRequest())
        }
    }

    private func position(_ worker: String, _ topic: String) throws -> Int64 {
        try count("SELECT max(next_offset) FROM cursor WHERE topic = '\(topic)'", of: worker)
    }

    private func end(of topic: String) throws -> Int64 {
        try Admin(broker.configuration).watermarks(
            of: TopicPartition(topic: topic, partition: 0), timeoutMilliseconds: 5_000
        ).high
    }

    private func count(_ select: String, of worker: String) throws -> Int64 {
        let connection = try database.openAsOperator(worker)
        defer { connection.close() }
        try connection.execute(script: "SET default_transaction_read_only = off")
        try connection.execute(script: "CREATE TEMPORARY VIEW counted AS SELECT coalesce((\(select)), 0) AS n")
        return try connection.query(Counted())[0]
    }

    /// By worker, topic and code.
    private func found() throws -> [String: Int] {
        var found: [String: Int] = [:]
        for topic in Self.inputs {
            for letter in try BystanderReader(broker.configuration).read(topic + ".dlq", partitions: 1) {
                let worker = letter.headers["giro-worker"] ?? ""
                found["\(worker) \(topic) \(letter.headers["giro-reason"] ?? "")", default: 0] += 1
            }
        }
        return found
    }
}

private struct Counted: Statement {
    static let sql = "SELECT n FROM counted"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
