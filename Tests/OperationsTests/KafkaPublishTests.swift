import Kafka
import Operations
import TestSupport
import Testing

@Suite("Publishing to a broker")
struct KafkaPublishTests {
    @Test("what is published is on its topic once, in order, as a CloudEvent; a raw value without headers")
    func published() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("operations.publish", partitions: 1)
        var options = PublishOptions()
        options.validates = false
        let publisher = try CommandPublisher(broker.configuration, options: options)
        var lines = (0..<500).map { InputLine("{\"topic\":\"\(topic)\",\"key\":\"k\($0)\",\"value\":{\"n\": \($0)}}") }
        lines.append(InputLine("{\"topic\":\"\(topic)\",\"raw\":\"as it is\"}"))
        let report = try publisher.publish(lines: lines)
        #expect(report.published == 501)
        let seen = try broker.read(topic, partitions: 1, count: 501, settle: .milliseconds(300))
        #expect(seen.map(\.value) == (0..<500).map { "{\"n\": \($0)}" } + ["as it is"])
        #expect(seen.map(\.key).prefix(2) == ["k0", "k1"])
        #expect(seen[0].headers["ce_type"] == "\(topic).v1")
        #expect(seen[0].headers["ce_specversion"] == "1.0")
        #expect(seen[0].headers["ce_id"] != seen[1].headers["ce_id"])
        #expect(seen[500].headers.isEmpty)
        #expect(seen[500].key == nil)
    }

    @Test("a line that Kafka takes no longer is refused with its number, and the rest goes on")
    func tooLarge() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("operations.large", partitions: 1)
        var options = PublishOptions()
        options.validates = false
        var refused: [RefusedLine] = []
        let publisher = try CommandPublisher(broker.configuration, options: options) { refused.append($0) }
        let head = "{\"topic\":\"\(topic)\",\"raw\":\""
        let large = head + String(repeating: "x", count: 1_048_326 - head.utf8.count - 2) + "\"}"
        let lines = ["\(head)one\"}", large, "\(head)two\"}"].map { InputLine($0) }
        let report = try publisher.publish(lines: lines)
        #expect(refused.map { "\($0.line) \($0.code)" } == ["2 line_too_long"])
        #expect((report.published, report.refused, report.lines) == (2, 1, 3))
        let seen = try broker.read(topic, partitions: 1, count: 2, settle: .milliseconds(300))
        #expect(seen.map(\.value) == ["one", "two"])
    }

    @Test("a broker that is away is an error within the time for sending")
    func away() throws {
        let kafka = ClientConfiguration(
            properties: ["bootstrap.servers": "127.0.0.1:1", "message.timeout.ms": "1000"], logger: TestBroker.quiet)
        var options = PublishOptions()
        options.validates = false
        let publisher = try CommandPublisher(kafka, options: options)
        let error = #expect(throws: OperationError.self) {
            try publisher.publish(lines: [InputLine("{\"topic\":\"t\",\"value\":{}}")])
        }
        #expect(error?.isTransient == true)
    }

    @Test(
        "a lane whose log ends with a transaction's marker has no lag",
        .enabled(if: TestBroker.isReal, "needs a broker with transactions: KAFKA_BOOTSTRAP_SERVERS"))
    func controlRecords() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("operations.lag", partitions: 1)
        let producer = try beginTransaction(on: topic, broker)
        try producer.commitTransaction(timeoutMilliseconds: 20_000)

        let database = try OperatedDatabase(flags: ["kafka.bootstrap.servers=\(broker.bootstrapServers)"])
        for (offset, lag) in [(1, 0), (0, 2)] {
            try place(lane: topic, at: offset, database, broker)
            let lane = StatusReader(settings: database.settings).read().workers[0].lanes.first
            #expect(lane?.logEnd == 2)
            #expect(lane?.lag == Int64(lag))
        }
    }

    @Test(
        "a lane that a transaction under way holds back has not read everything",
        .enabled(if: TestBroker.isReal, "needs a broker with transactions: KAFKA_BOOTSTRAP_SERVERS"))
    func heldBack() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("operations.held-back", partitions: 1)
        let producer = try beginTransaction(on: topic, broker)
        try producer.flush(timeoutMilliseconds: 20_000)
        try broker.publish(["{}"], to: topic)

        let database = try OperatedDatabase(flags: ["kafka.bootstrap.servers=\(broker.bootstrapServers)"])
        try place(lane: topic, at: 0, database, broker)
        func lag() -> Int64? { StatusReader(settings: database.settings).read().workers[0].lanes.first?.lag }
        #expect(lag() == 2)
        try producer.abortTransaction(timeoutMilliseconds: 20_000)
        try place(lane: topic, at: 2, database, broker)
        #expect(lag() == 0)
    }

    /// A transaction under way, with one message in it.
    private func beginTransaction(on topic: String, _ broker: TestBroker) throws -> Producer {
        let producer = try Producer(broker.configuration, mode: .transactional(id: topic))
        try producer.initializeTransactions(timeoutMilliseconds: 20_000)
        try producer.beginTransaction()
        try Array("{}".utf8).withUnsafeBytes { value in
            try producer.send(topic: topic, key: nil, value: value, headers: Headers(expected: 0))
        }
        return producer
    }

    /// The wallet's only lane, which has applied what is before the offset.
    private func place(lane topic: String, at offset: Int, _ database: OperatedDatabase, _ broker: TestBroker) throws {
        let clusterID = try #require(try Admin(broker.configuration).clusterID(timeoutMilliseconds: 10_000))
        try database.execute(
            "DELETE FROM cursor; INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id) "
                + "VALUES ('\(topic)', 0, \(offset), 'test', '\(clusterID)')", in: "wallet")
    }
}
