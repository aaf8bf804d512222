import Kafka
import Operations
import Payments
import Postgres
import Settings
import TestSupport
import Testing

@Suite("giro replay", .serialized)
struct ReplayTests {
    private let broker: OperatedBroker
    private let database: OperatedDatabase

    init() throws {
        broker = try OperatedBroker(topics: [], partitions: 1)
        for name in ["payment.requested", "wallet.debited", "account.requested", "bill.paid", "bill.presented"] {
            try broker.broker.createTopic(name, partitions: 1)
        }
        database = try OperatedDatabase(flags: broker.flags)
        try SettledBooks.write(to: database)
    }

    private func replayer() throws -> Replayer { try Replayer(database.settings) }

    private func request(_ payment: String, payer: String = "anna", reference: String = "") -> String {
        """
        {"payment":"\(payment)","kind":"transfer","payer":"\(payer)","payee":"ben","amount_minor":1234,\
        "currency":"EUR"\(reference)}
        """
    }

    private func put(
        _ value: String?, on topic: String = "payment.requested", key: String = "anna",
        headers: [(String, String)] = [],
        atMilliseconds: Int64 = 1_700_000_000_000
    ) throws {
        let producer = try Producer(broker.configuration, mode: .idempotent)
        let list = Headers(expected: headers.count + 1)
        for (name, value) in headers { list.add(name, value) }
        try Array((value ?? "").utf8).withUnsafeBytes { bytes in
            try Array(key.utf8).withUnsafeBytes { key in
                try producer.send(
                    topic: topic, partition: 0, key: key,
                    value: value == nil ? UnsafeRawBufferPointer(start: nil, count: 0) : bytes,
                    timestampMilliseconds: atMilliseconds, headers: list)
            }
        }
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    private func selection(_ topic: String = "payment.requested") -> ReplaySelection {
        var selection = ReplaySelection()
        selection.topics = [topic]
        return selection
    }

    private func seen(_ topic: String) throws -> [TestBroker.Seen] {
        try BystanderReader(broker.configuration).read(topic, partitions: 1)
    }

    private func run(
        _ selection: ReplaySelection, rate: Int = 10_000, stop: StopRequest = StopRequest()
    ) throws -> ReplayProgress {
        var options = ReplayOptions()
        options.perSecond = rate
        return try replayer().run(.reapply, selection, reason: "a test", options: options, stop: stop)
    }

    @Test("a forecast of bills tells what is known, what would change and what would be a conflict")
    func forecastOfBills() throws {
        try database.execute(
            """
            INSERT INTO bill VALUES ('water', 'W-1', 'anna', 700, 'EUR', '2026-11-30', NULL, false, 0, 0, \
            '2023-11-14 22:13:20Z')
            """, in: "billing")
        func bill(_ bill: String, customer: String = "anna") -> String {
            """
            {"biller":"water","bill":"\(bill)","customer":"\(customer)","amount_minor":700,"currency":"EUR",\
            "due_date":"2026-11-30"}
            """
        }
        try put(bill("W-1"), on: "bill.presented")
        try put(bill("W-1"), on: "bill.presented", atMilliseconds: 1_800_000_000_000)
        try put(bill("W-2"), on: "bill.presented")
        try put(bill("W-1", customer: "ben"), on: "bill.presented")
        let line = try #require(try replayer().forecast(.reapply, selection("bill.presented")).lines.first)
        #expect((line.worker, line.applied, line.wouldChange, line.conflicts) == ("billing", 1, 2, 1))
    }

    @Test("a forecast tells what each worker has applied, what would change, what cannot be read")
    func forecast() throws {
        try put(request(SettledBooks.transfer))
        try put(request("00000000-0000-7000-8000-0000000000ff"))
        try put("nonsense")
        let forecast = try replayer().forecast(.reapply, selection())
        #expect(forecast.messages == 3)
        let wallet = try #require(forecast.lines.first { $0.worker == "wallet" })
        #expect((wallet.messages, wallet.wouldChange, wallet.unreadable) == (3, 1, 1))
        #expect(wallet.conflicts == 1, "the books were written with another fingerprint")
        let payment = try #require(forecast.lines.first { $0.worker == "payment" })
        #expect((payment.applied, payment.wouldChange, payment.unreadable) == (1, 1, 1))
        #expect(
            forecast.firstChanges.first == "payment 00000000-0000-7000-8000-0000000000ff: payment.requested on wallet")
        #expect(try seen("payment.requested").count == 3, "nothing went out")
        #expect(try OperationLog(database.settings).entries().isEmpty)
    }

    @Test("copies are behind everything, with the same key, value, headers and time, and name the replay")
    func copies() throws {
        try put("a", headers: [("ce_id", "7-1"), ("traceparent", "t")])
        try put(nil, key: "ben")
        let progress = try run(selection())
        #expect((progress.published, progress.isDone) == (2, true))
        let messages = try seen("payment.requested")
        #expect(messages.map(\.value) == ["a", "", "a", ""])
        #expect(messages[2].headers == ["ce_id": "7-1", "traceparent": "t", "giro-replay": progress.id])
        #expect(messages[3].key == "ben")
        let again = try run(selection())
        #expect(again.published == 2, "copies of former replays are not replayed")
        let entry = try #require(try OperationLog(database.settings).entries().first)
        #expect((entry.command, entry.target, entry.outcome) == ("replay re-apply", "topic payment.requested", .done))
    }

    @Test("by offset, key and payment")
    func selected() throws {
        for index in 0..<4 { try put(request("00000000-0000-7000-8000-00000000000\(index)"), key: "k\(index)") }
        func count(_ change: (inout ReplaySelection) -> Void) throws -> Int {
            var selection = selection()
            change(&selection)
            return try replayer().forecast(.reapply, selection).messages
        }
        #expect(try count { _ in } == 4)
        #expect(
            try count {
                $0.fromOffset = 1
                $0.toOffset = 3
            } == 2)
        #expect(try count { $0.key = "k2" } == 1)
        #expect(try count { $0.payment = "00000000-0000-7000-8000-000000000003" } == 1)
    }

    @Test("what is stopped goes on where it was, and is done once")
    func resumed() throws {
        for index in 0..<10 { try put("\(index)") }
        let stop = StopRequest()
        var options = ReplayOptions()
        options.perSecond = 5
        let first = try replayer().run(.reapply, selection(), reason: "a test", options: options, stop: stop) {
            progress in
            if progress.published >= 3 { stop.set() }
        }
        #expect(!first.isDone)
        #expect(first.published < 10)
        let id = try #require(PaymentID(first.id))
        let second = try replayer().resume(id, reason: "on", options: ReplayOptions(), stop: StopRequest())
        #expect((second.published, second.isDone) == (10, true))
        #expect(try seen("payment.requested").map(\.value) == (0..<10).map(String.init) + (0..<10).map(String.init))
        let error = #expect(throws: OperationError.self) {
            try replayer().resume(id, reason: "on", options: ReplayOptions(), stop: StopRequest())
        }
        #expect(error?.code == "replay_is_done")
        #expect(try OperationLog(database.settings).entries(of: "replay").map(\.outcome) == [.done, .stopped])
    }

    @Test("an unknown replay, an unknown topic")
    func unknown() throws {
        let id = PaymentID(high: 1, low: 1)
        let noReplay = #expect(throws: OperationError.self) {
            try replayer().resume(id, reason: "x", options: ReplayOptions(), stop: StopRequest())
        }
        #expect(noReplay?.code == "unknown_replay")
        for topic in ["nonsense", "bill.paid.dlq", "wallet.credited"] {
            let error = #expect(throws: OperationError.self) { try replayer().forecast(.reapply, selection(topic)) }
            #expect(error?.code == "unknown_topic", "\(topic)")
        }
    }

    @Test("account.requested is replayed to its end or not at all")
    func accounts() throws {
        try put("{\"account\":\"anna\",\"action\":\"freeze\"}", on: "account.requested")
        var cut = selection("account.requested")
        cut.toOffset = 1
        let error = #expect(throws: OperationError.self) { try replayer().forecast(.reapply, cut) }
        #expect(error?.code == "replay_not_harmless")
        let whole = try replayer().forecast(.reapply, selection("account.requested"))
        #expect(whole.firstChanges == ["account anna, freeze: account.requested on wallet"])
    }

    @Test("the embedded broker cannot look times up, and says so")
    func times() throws {
        var selection = selection()
        selection.sinceMilliseconds = 1
        let error = #expect(throws: OperationError.self) { try replayer().forecast(.reapply, selection) }
        #expect(error?.code == "time_not_searchable")
    }

    @Test("an outbox's published rows go out again with their ids; dead letters and unpublished rows do not")
    func republish() throws {
        try database.execute(
            """
            INSERT INTO cursor (topic, partition, next_offset, last_seq, published_seq, owner, cluster_id)
            VALUES ('payment.requested', 0, 0, 4, 3, 'test', '\(broker.clusterID)');
            INSERT INTO outbox SELECT lane, seq, CASE seq WHEN 2 THEN 'payment.requested.dlq' ELSE 'wallet.debited' END,
                'k' || seq, 'wallet.debited.v1', '', convert_to('{}', 'UTF8'), NULL, NULL, '2026-01-21 09:30:00Z'
            FROM cursor, generate_series(1, 4) AS seq
            """, in: "wallet")
        var selection = ReplaySelection()
        selection.worker = "wallet"
        let progress = try replayer().run(
            .republish, selection, reason: "lost", options: ReplayOptions(), stop: StopRequest())
        #expect((progress.published, progress.isDone) == (2, true))
        let messages = try seen("wallet.debited")
        #expect(messages.map(\.key) == ["k1", "k3"])
        #expect(
            messages[1].headers == [
                "ce_specversion": "1.0", "ce_id": "1-3", "ce_source": "/giro/wallet", "ce_type": "wallet.debited.v1",
                "ce_time": "2026-01-21T09:30:00.000000Z", "content-type": "application/json",
                "giro-replay": progress.id,
            ])
    }
}
