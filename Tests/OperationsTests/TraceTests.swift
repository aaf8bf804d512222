import Operations
import Payments
import Testing

@Suite("giro trace and giro status, by the databases alone")
struct TraceTests {
    private func trace(_ payment: String, _ database: OperatedDatabase) throws -> TraceReport {
        TraceReader(settings: database.settings).trace(try #require(PaymentID(payment)), asksKafka: false)
    }

    @Test("a settled payment's whole way, in time, with its entries")
    func settled() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        try database.execute(
            """
            INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id, last_seq, published_seq)
            VALUES ('payment.requested', 0, 1, 'host', 'c', 1, 1);
            INSERT INTO outbox
            VALUES (1, 1, 'wallet.debited', 'k', 'wallet.debited.v1', '\(SettledBooks.transfer)', '', NULL, NULL,
                '2026-01-21 09:30:01.5Z');
            """, in: "wallet")
        let report = try trace(SettledBooks.transfer, database)
        #expect(report.errors == [])
        #expect(report.status == .done)
        #expect(report.summary?.state == "settled")
        #expect(report.summary?.amount == Amount(1_234, "EUR"))
        #expect(JSONReport.text(report).contains(#""amount":{"amount_minor":-1234,"currency":"EUR"}"#))
        #expect(report.timeline.map(\.at) == report.timeline.map(\.at).sorted())
        #expect(
            report.timeline.map { "\($0.worker): \($0.what)" } == [
                "payment: heard requested", "payment: heard debited", "payment: heard paid", "payment: heard settled",
                "wallet: held", "billing: invoice", "wallet: says wallet.debited", "wallet: settled", "billing: paid",
                "notification: mail asked for", "notification: mail no_address", "notification: mail asked for",
                "notification: mail sent",
            ])
        #expect(report.entries.map(\.account) == ["anna", "clearing:EUR#1", "clearing:EUR#1", "ben"])
        #expect(report.entries.map { "\($0.amount)" } == ["-12.34 EUR", "12.34 EUR", "-12.34 EUR", "12.34 EUR"])
        #expect(report.timeline.first { $0.what == "says wallet.debited" }?.isPublished == true)
        #expect(report.lines(paint: Paint(isOn: false)).allSatisfy { $0.count <= 100 })
    }

    @Test("a payment under way shows its attempts and what is to come")
    func underWay() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        let report = try trace(SettledBooks.underWay, database)
        #expect(report.timeline.contains { $0.what == "2 tries" && $0.detail == "timed_out at http://water" })
        #expect(report.timeline.last?.what == "due: pay_biller")
    }

    @Test("a payment that nobody knows")
    func unknown() throws {
        let database = try OperatedDatabase()
        let report = try trace("ffffffff-ffff-7fff-8fff-ffffffffffff", database)
        #expect(!report.isKnown)
        #expect(report.status == .found)
        #expect(
            report.lines(paint: Paint(isOn: false)) == ["No worker knows payment ffffffff-ffff-7fff-8fff-ffffffffffff."]
        )
    }

    @Test("a database that is away is said; what others know is shown")
    func away() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        let settings = try database.settings(adding: ["billing.database.conninfo=host=127.0.0.1 port=1"])
        let report = TraceReader(settings: settings).trace(
            try #require(PaymentID(SettledBooks.transfer)), asksKafka: false)
        #expect(report.errors.count == 1)
        #expect(report.summary?.state == "settled")
        #expect(report.status == .unavailable)
    }

    @Test("status reads what it can: lanes, calls, payments and mails, without Kafka")
    func status() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        try database.execute(
            """
            INSERT INTO cursor
                (topic, partition, next_offset, owner, cluster_id, last_seq, published_seq, dead_letters, halted)
            VALUES ('wallet.debited', 0, 7, 'host', 'c', 9, 4, 2, 'cursor_out_of_log: why');
            INSERT INTO outbox SELECT 1, seq, 'bill.paid', 'k', 'bill.paid.v1', '', '', NULL, NULL, now()
            FROM generate_series(3, 9) AS seq
            """, in: "billing")
        let report = StatusReader(settings: database.settings).read()
        #expect(report.kafkaError != nil)
        #expect(report.status == .unavailable)
        let billing = try #require(report.workers.first { $0.name == "billing" })
        #expect(billing.lanes.map(\.unpublished) == [5])
        #expect(billing.lanes.map(\.scheduledCalls) == [1])
        #expect(billing.lanes.map(\.deadLetters) == [2])
        #expect(billing.lanes.first?.lag == nil)
        #expect(report.payments.reduce(0) { $0 + $1.count } == 5)
        let lines = report.lines(showsLanes: true, paint: Paint(isOn: false))
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.contains { $0.hasPrefix("halted: billing wallet.debited/0: cursor_out_of_log") })
        #expect(lines.contains("Mails: 1 no_address, 4 sent"))
    }

    @Test("rows that were published and dropped long ago are not counted as unpublished again on a new cluster")
    func unpublished() throws {
        let database = try OperatedDatabase()
        try database.execute(
            """
            INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id, last_seq, published_seq)
            VALUES ('payment.requested', 0, 0, 'host', 'c', 5000, 3000),
                ('payment.requested', 1, 0, 'host', 'c', 900, 0);
            INSERT INTO outbox SELECT 1, seq, 'wallet.debited', 'k', 'wallet.debited.v1', '', '', NULL, NULL, now()
            FROM generate_series(4999, 5000) AS seq;
            """, in: "wallet")
        let report = StatusReader(settings: database.settings).read()
        let wallet = try #require(report.workers.first { $0.name == "wallet" })
        #expect(wallet.lanes.map(\.unpublished) == [2, 0])
    }

    @Test("where a database is away, the report claims neither that there are no payments nor that one is unknown")
    func nothingIsClaimed() throws {
        let database = try OperatedDatabase()
        let settings = try database.settings(adding: ["payment.database.conninfo=host=127.0.0.1 port=1"])
        let status = StatusReader(settings: settings).read().lines(showsLanes: false, paint: Paint(isOn: false))
        #expect(!status.contains("No payments yet."))
        let trace = TraceReader(settings: settings).trace(
            try #require(PaymentID("ffffffff-ffff-7fff-8fff-ffffffffffff")), asksKafka: false)
        #expect(trace.lines(paint: Paint(isOn: false)) == trace.errors)
    }
}
