import Kafka
import Operations
import Payments
import Settings
import TestSupport
import Testing

@Suite("giro dlq", .serialized)
struct DeadLetterTests {
    private let broker: OperatedBroker
    private let database: OperatedDatabase
    private static let payment = "0198c0de-0000-7000-8000-000000000001"

    init() throws {
        broker = try OperatedBroker(topics: [], partitions: 2)
        for name in ["bill.paid", "bill.paid.dlq", "contact.updated", "contact.updated.dlq"] {
            try broker.broker.createTopic(name, partitions: 2)
        }
        database = try OperatedDatabase(flags: broker.flags + ["operator.name=kim"])
    }

    private static func place(_ offset: Int64) -> MessagePlace {
        MessagePlace(TopicPartition(topic: "bill.paid.dlq", partition: 1), offset)
    }

    private func box() throws -> DeadLetterBox { try DeadLetterBox(database.settings) }

    /// As a lane engine publishes it.
    private func giveUp(
        _ value: String, on topic: String = "bill.paid", reason: String = "handler_failed", key: String = "ben",
        partition: Int32 = 1, origin: Int64 = 0, isRedacted: Bool = false, more: [(String, String)] = []
    ) throws {
        try put(
            value, to: topic + ".dlq", key: key, partition: partition,
            headers: [
                ("ce_type", "giro.dead_letter.v1"), ("giro-ce_type", "\(topic).v1"), ("giro-reason", reason),
                ("giro-origin", "\(topic)/\(partition)@\(origin)"), ("giro-attempts", "3"), ("giro-worker", "wallet"),
                ("giro-redacted", "\(isRedacted)"),
            ] + more)
    }

    private func put(
        _ value: String, to topic: String, key: String, partition: Int32, headers: [(String, String)] = [],
        atMilliseconds: Int64 = 0
    ) throws {
        let producer = try Producer(broker.configuration, mode: .idempotent)
        let list = Headers(expected: headers.count + 1)
        for (name, value) in headers { list.add(name, value) }
        try Array(value.utf8).withUnsafeBytes { value in
            try Array(key.utf8).withUnsafeBytes { key in
                try producer.send(
                    topic: topic, partition: partition, key: key, value: value, timestampMilliseconds: atMilliseconds,
                    headers: list)
            }
        }
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    private func requeue(_ filter: DeadLetterFilter = DeadLetterFilter()) throws -> DeadLetterChange {
        let box = try box()
        return try box.requeue(
            try box.planRequeue(filter, limit: 100), of: filter, reason: "mended", perSecond: 1_000, stop: StopRequest()
        )
    }

    private func seen(_ topic: String) throws -> [TestBroker.Seen] {
        let reader = try BystanderReader(broker.configuration)
        return try reader.read(topic, partitions: 2)
    }

    @Test("letters are grouped by topic, code and worker; pages go on where the last one ended")
    func list() throws {
        for index in 0..<5 {
            try giveUp("{}", reason: index < 3 ? "invalid_json" : "handler_failed", origin: Int64(index))
        }
        try giveUp("{}", on: "contact.updated", reason: "invalid_json", isRedacted: true)
        let list = try box().list(DeadLetterFilter(), limit: 4)
        #expect(
            list.groups.map { "\($0.topic) \($0.reason) \($0.open)" } == [
                "bill.paid handler_failed 2", "bill.paid invalid_json 3", "contact.updated invalid_json 1",
            ])
        #expect(list.letters.map(\.place.offset) == [0, 1, 2, 3])
        let rest = try box().list(DeadLetterFilter(), after: list.next, limit: 4)
        #expect(rest.letters.map { "\($0.place)" } == ["bill.paid.dlq/1@4", "contact.updated.dlq/1@0"])
        #expect(rest.next == nil)
    }

    @Test("filters by topic, code, key, payment and time")
    func filters() throws {
        try giveUp("{\"payment\":\"\(Self.payment.uppercased())\"}", key: "ben")
        try giveUp("not json", reason: "invalid_json", key: "anna", more: [("giro-ce_subject", Self.payment)])
        try giveUp("{}", on: "contact.updated", key: "carl")
        func keys(_ change: (inout DeadLetterFilter) -> Void) throws -> [String?] {
            var filter = DeadLetterFilter()
            change(&filter)
            return try box().list(filter).letters.map(\.key)
        }
        #expect(try keys { $0.topics = ["contact.updated"] } == ["carl"])
        #expect(try keys { $0.reasons = ["invalid_json"] } == ["anna"])
        #expect(try keys { $0.key = "ben" } == ["ben"])
        #expect(try keys { $0.worker = "billing" } == [])
        #expect(try keys { $0.payment = PaymentID(Self.payment) } == ["ben", "anna"])
        #expect(try keys { $0.since = .now() } == [])
        #expect(try keys { $0.until = .now() }.count == 3)
    }

    @Test("what is put back goes to its own partition with its own headers and its history")
    func requeued() throws {
        try giveUp(
            "{\"a\":1}", origin: 41, more: [("traceparent", "00-trace"), ("giro-origin-at", "2026-01-21T09:30:00Z")])
        let change = try requeue()
        #expect((change.done, change.of, change.isStopped) == (1, 1, false))
        let message = try #require(try seen("bill.paid").first)
        #expect((message.partition, message.key, message.value) == (1, "ben", "{\"a\":1}"))
        #expect(
            message.headers == [
                "ce_type": "bill.paid.v1", "content-type": "application/json", "traceparent": "00-trace",
                "giro-attempts": "3", "giro-requeues": "1", "giro-requeued-from": "bill.paid.dlq/1@0",
                "giro-last-reason": "handler_failed", "giro-first-origin": "bill.paid/1@41",
                "giro-first-at": "2026-01-21T09:30:00Z",
            ])
        #expect(try box().list(DeadLetterFilter()).letters.isEmpty)
        let detail = try #require(try box().show(Self.place(0)))
        #expect(detail.letter.state == .requeued)
        #expect(
            detail.marks.map { "\($0.state) \($0.operatorName) \($0.reason)" } == [
                "requeuing kim mended", "requeued kim mended",
            ])
        let entry = try #require(try OperationLog(database.settings).entries().first)
        #expect((entry.id, entry.outcome, entry.detail) == (change.operation, .done, "1 of 1 put back"))
        #expect(try requeue().of == 0)
    }

    @Test("a message that fails again keeps its first place and counts its returns")
    func again() throws {
        try giveUp(
            "{\"a\":1}", origin: 50,
            more: [("giro-first-origin", "bill.paid/1@41"), ("giro-requeues", "1"), ("giro-requeued-from", "x")])
        _ = try requeue()
        let headers = try #require(try seen("bill.paid").first).headers
        #expect(headers["giro-first-origin"] == "bill.paid/1@41")
        #expect(headers["giro-requeues"] == "2")
        #expect(headers["giro-requeued-from"] == "bill.paid.dlq/1@0")
    }

    @Test("a masked letter is put back from the message itself, and only if that is the same one")
    func originals() throws {
        try put(
            "{\"email\":\"anna@example.org\"}", to: "contact.updated", key: "anna", partition: 0,
            atMilliseconds: 1_700_000_000_000)
        try put(
            "{\"email\":\"ben@example.org\"}", to: "contact.updated", key: "ben", partition: 0,
            atMilliseconds: 1_700_000_000_000)
        let at = ("giro-origin-at", "2023-11-14T22:13:20Z")
        try giveUp("", on: "contact.updated", key: "anna", partition: 0, origin: 0, isRedacted: true, more: [at])
        try giveUp("", on: "contact.updated", key: "anna", partition: 0, origin: 1, isRedacted: true, more: [at])
        try giveUp("", on: "contact.updated", key: "carl", partition: 0, origin: 9, isRedacted: true, more: [at])
        let plan = try box().planRequeue(DeadLetterFilter(), limit: 100)
        #expect((plan.letters, plan.fromOriginals) == (1, 1))
        #expect(
            plan.refused.map { "\($0.place) \($0.code)" } == [
                "contact.updated.dlq/0@1 original_gone", "contact.updated.dlq/0@2 original_gone",
            ])
        _ = try requeue()
        let messages = try seen("contact.updated")
        #expect(messages.map(\.value).filter { $0.contains("anna") }.count == 2)
        #expect(try box().list(DeadLetterFilter()).letters.count == 2, "what cannot be put back stays open")
    }

    @Test("after a crash in the middle its letters are open, and the next requeue says so")
    func crash() throws {
        try giveUp("{\"a\":1}")
        try database.execute(
            """
            INSERT INTO operation (id, operator, command, target, reason)
            VALUES ('00000000-0000-0000-0000-000000000001', 'kim', 'dlq requeue', 'all', 'mended');
            INSERT INTO dead_letter_mark (cluster_id, topic, partition, message_offset, letter_at, state, operation)
            VALUES ('\(broker.clusterID)', 'bill.paid.dlq', 1, 0,
                '\(try #require(try box().list(DeadLetterFilter()).letters.first).at.timestamp)', 'requeuing',
                '00000000-0000-0000-0000-000000000001')
            """, in: "operations")
        let list = try box().list(DeadLetterFilter())
        #expect(list.letters.map(\.state) == [.requeuing])
        #expect(list.groups.map(\.requeuing) == [1])
        #expect(try box().planRequeue(DeadLetterFilter(), limit: 10).begunBefore == 1)
        #expect(try requeue().done == 1)
        #expect(try box().list(DeadLetterFilter()).letters.isEmpty)
    }

    @Test("what is discarded is dealt with; marks of a topic that was made anew do not count")
    func discarded() throws {
        try giveUp("{}", reason: "invalid_json")
        try giveUp("{}")
        var filter = DeadLetterFilter()
        filter.reasons = ["invalid_json"]
        let box = try box()
        let change = try box.discard(try box.openLetters(filter, limit: 10).letters, of: filter, reason: "not ours")
        #expect(change.done == 1)
        #expect(try box.countOpen(maximum: 100).open == 1)
        #expect(StatusReader(settings: database.settings).read().deadLetters?.open == 1)
        try database.execute(
            "ALTER TABLE dead_letter_mark DISABLE TRIGGER ALL; UPDATE dead_letter_mark SET letter_at = now()",
            in: "operations")
        #expect(try box.countOpen(maximum: 100).open == 2)
    }

    @Test("two operators at once: the second is refused, and nothing is done twice")
    func atOnce() throws {
        try giveUp("{}")
        let (first, second) = (try box(), try box())
        let plan = try second.planRequeue(DeadLetterFilter(), limit: 10)
        _ = try first.discard(
            try first.openLetters(DeadLetterFilter(), limit: 10).letters, of: DeadLetterFilter(), reason: "x")
        let error = #expect(throws: OperationError.self) {
            try second.requeue(plan, of: DeadLetterFilter(), reason: "y", perSecond: 10, stop: StopRequest())
        }
        #expect(error?.code == "under_way")
        #expect(try seen("bill.paid").isEmpty)
    }

    @Test("a requeue that is stopped leaves the rest open")
    func stopped() throws {
        for _ in 0..<3 { try giveUp("{\"a\":1}") }
        let (box, stop) = (try box(), StopRequest())
        let plan = try box.planRequeue(DeadLetterFilter(), limit: 10)
        let change = try box.requeue(plan, of: DeadLetterFilter(), reason: "x", perSecond: 5, stop: stop) { _ in
            stop.set()
        }
        #expect((change.done, change.isStopped) == (1, true))
        #expect(try self.box().list(DeadLetterFilter()).letters.count == 2)
        #expect(try OperationLog(database.settings).entries().first?.outcome == .stopped)
    }

    @Test("what is shown is masked and fits a terminal")
    func shown() throws {
        try giveUp("{\"note\":\"write to anna@example.org\"}", more: [("x-from", "anna@example.org")])
        let detail = try #require(try box().show(Self.place(0)))
        let lines = detail.lines(paint: Paint(isOn: false))
        #expect(!lines.joined().contains("anna@"))
        #expect(lines.contains { $0.hasPrefix("giro-origin ") && $0.hasSuffix(" bill.paid/1@0") })
        #expect(lines.contains("original not in its log any more"))
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(try box().show(Self.place(7)) == nil)
    }

    @Test("places", arguments: ["", "a", "a/1", "a@1", "a/x@1", "a/1@-1", "/1@1", "a/1@1@1", "a/-1@1"])
    func places(text: String) {
        #expect(MessagePlace(text) == nil)
        #expect(MessagePlace("bill.paid.dlq/3@17").map { "\($0)" } == "bill.paid.dlq/3@17")
    }
}
