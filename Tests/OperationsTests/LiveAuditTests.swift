import Kafka
import Operations
import Postgres
import Testing

@Suite("giro audit and giro status, with lanes", .serialized)
struct LiveAuditTests {
    private let broker: OperatedBroker
    private let database: OperatedDatabase

    init() throws {
        broker = try OperatedBroker.shared.get()
        database = try OperatedDatabase(flags: broker.flags)
        try SettledBooks.write(to: database)
        try broker.takeLanes(in: database)
    }

    private func audit() throws -> AuditReport { try AuditRun(settings: database.settings).run() }

    private func details(_ report: AuditReport, _ check: String) -> [String] {
        report.findings.filter { $0.check == check }.map(\.detail)
    }

    private func note(_ report: AuditReport, _ check: String) -> String? {
        report.checks.first { $0.name == check && $0.verdict == .skipped }?.note
    }

    @Test("sound books on idle lanes: every check is judged and clean")
    func clean() throws {
        let report = try audit()
        #expect(report.findings == [])
        #expect(report.checks.allSatisfy { $0.verdict == .clean })
    }

    @Test("on idle lanes, what the next worker never heard of is found, and clearing is compared")
    func forgotten() throws {
        try database.execute(
            "DELETE FROM invoice WHERE payment = '\(SettledBooks.underWay)'; DELETE FROM attempt; DELETE FROM timer",
            in: "billing")
        #expect(details(try audit(), "nothing_forgotten") == ["held by the wallet, not heard by billing"])
        try database.execute(
            "DELETE FROM payment WHERE id = '\(SettledBooks.underWay)'", in: "payment")
        let report = try audit()
        #expect(details(report, "nothing_forgotten").contains("held by the wallet, not heard by the payment worker"))
        #expect(details(report, "clearing_is_in_flight") == ["held 7.00 EUR, under way 0.00 EUR"])
    }

    @Test("a person who was to be told and has no mail")
    func mailMissing() throws {
        try database.execute("DELETE FROM mail WHERE recipient = 'carl'", in: "notification")
        #expect(details(try audit(), "nothing_forgotten") == ["1 people to be told, 0 mails"])
    }

    @Test("with a message on its way, the old is judged and the new is not")
    func atWork() throws {
        try broker.publish("{}", to: "wallet.debited")
        try database.execute(
            "SELECT move(gen_random_uuid(), 1::smallint, 'bill', 'held', NULL, 'anna', 'clearing:EUR#1', 100);"
                + "UPDATE transfer SET at = now() WHERE amount_minor = 100", in: "wallet")
        let report = try audit()
        #expect(report.findings == [])
        #expect(note(report, "clearing_is_in_flight") == "lanes are at work: messages are on their way")
        try database.execute("DELETE FROM invoice WHERE state = 'paid' AND kind = 'topup'", in: "billing")
        #expect(details(try audit(), "nothing_forgotten").count == 2)
    }

    @Test("status tells the lag of a lane and since when")
    func lag() throws {
        try broker.publish("{}", to: "wallet.debited")
        let report = StatusReader(settings: database.settings).read()
        #expect(report.status == .done)
        for worker in report.workers {
            for lane in worker.lanes {
                let isBehind = lane.topic == "wallet.debited"
                #expect(lane.lag == (isBehind ? 1 : 0))
                #expect((lane.oldestUnreadAt != nil) == isBehind)
            }
        }
    }

    @Test("a halted lane, a lane of another cluster, a topic that nobody reads: what is on its way cannot be judged")
    func obstacles() throws {
        try database.execute("UPDATE cursor SET halted = 'why' WHERE topic = 'bill.paid'", in: "wallet")
        #expect(note(try audit(), "nothing_forgotten") == "lane bill.paid/0 of wallet is halted")
        #expect(StatusReader(settings: database.settings).read().status == .found)
        try database.execute(
            "UPDATE cursor SET halted = NULL, cluster_id = 'other' WHERE topic = 'bill.paid'", in: "wallet")
        #expect(try #require(note(try audit(), "nothing_forgotten")).contains("another Kafka cluster"))
        try database.execute("DELETE FROM cursor WHERE topic = 'bill.paid'", in: "wallet")
        #expect(note(try audit(), "nothing_forgotten") == "wallet has never read bill.paid/0")
    }

    @Test("what the group says is published is taken from Kafka; rows that went before are a finding")
    func marks() throws {
        try database.execute(
            """
            UPDATE cursor SET last_seq = 5, published_seq = 1 WHERE topic = 'bill.paid';
            INSERT INTO outbox SELECT lane, seq, 't', 'k', 'y', '', '', NULL, NULL, '2026-01-21 09:30:00Z'
            FROM cursor, generate_series(4, 5) AS seq WHERE topic = 'bill.paid'
            """, in: "wallet")
        try commitMark(3)
        #expect(try audit().checks.first { $0.name == "outbox_numbers" }?.verdict == .clean)
        let lane = StatusReader(settings: database.settings).read().workers[0].lanes.first { $0.topic == "bill.paid" }
        #expect(lane?.unpublished == 2)
        try commitMark(2)
        #expect(details(try audit(), "outbox_numbers") == ["rows 3 to 3 are gone before they were published"])
    }

    /// As the lane engine does after publishing.
    private func commitMark(_ seq: Int64) throws {
        let connection = try database.openAsOperator("wallet")
        defer { connection.close() }
        let era = try connection.query(EraOf(topic: "bill.paid"))[0]
        let consumer = try Consumer(broker.configuration, group: "giro.wallet")
        defer { consumer.close() }
        let partition = TopicPartition(topic: "bill.paid", partition: 0)
        try consumer.commit([Position(partition: partition, offset: 0, metadata: "giro/1 \(era) \(seq)")])
    }

    @Test("status lists payments under way for long, with how their billers are asked")
    func stuck() throws {
        let report = StatusReader(settings: database.settings).read()
        let payment = try #require(report.stuck.first)
        #expect(report.stuck.count == 1)
        #expect(payment.payment == SettledBooks.underWay)
        #expect((payment.state, payment.tries, payment.lastCode) == ("debited", 2, "timed_out"))
        #expect(
            report.lines(showsLanes: false, paint: Paint(isOn: false)).contains {
                $0.contains("asked 2 times, timed_out")
            })
        let patient = StatusReader(settings: database.settings, stuckAfter: .seconds(400 * 86_400)).read()
        #expect(patient.stuck.isEmpty)
    }

    @Test("without Kafka the audit does not run, unless that was asked for")
    func kafkaAway() throws {
        let settings = try database.settings(adding: ["kafka.bootstrap.servers=127.0.0.1:1"])
        let error = #expect(throws: OperationError.self) { try AuditRun(settings: settings).run() }
        #expect(error?.code == "kafka_unavailable")
        #expect(try AuditRun(settings: settings, asksKafka: false).run().isClean)
    }
}

private struct EraOf: Statement {
    static let sql = "SELECT era::text FROM cursor WHERE topic = $1"
    let topic: String

    func bind(_ p: inout Parameters) { p.append(topic) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
