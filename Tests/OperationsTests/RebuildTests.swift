import Kafka
import Operations
import Payments
import Postgres
import Settings
import Testing

@Suite("giro replay rebuild", .serialized)
struct RebuildTests {
    private let broker: OperatedBroker
    private let database: OperatedDatabase
    private static let payment = "0198c0de-0000-7000-8000-000000000001"

    init() throws {
        broker = try OperatedBroker(topics: [], partitions: 1)
        for name in [
            "payment.requested", "payment.rejected", "wallet.debited", "bill.paid", "bill.failed", "wallet.credited",
        ] {
            try broker.broker.createTopic(name, partitions: 1)
        }
        database = try OperatedDatabase(flags: broker.flags)
    }

    private static func body(_ payment: String = payment, _ more: String = "") -> String {
        """
        {"payment":"\(payment)","kind":"transfer","payer":"anna","payee":"ben","amount_minor":100,\
        "currency":"EUR"\(more)}
        """
    }

    /// A settled payment on the topics, and the live cursors behind all of it.
    private func publish() throws {
        for topic in ["payment.requested", "wallet.debited", "bill.paid"] { try broker.publish(Self.body(), to: topic) }
        try broker.publish(
            Self.body(Self.payment, ",\"outcome\":\"settled\",\"account\":\"ben\""), to: "wallet.credited")
        try broker.takeLanes(in: database)
    }

    private func rebuild(dryRun: Bool = false, stop: StopRequest = StopRequest()) throws -> RebuildReport {
        try Replayer(database.settings).rebuild(
            reason: "a test", isDryRun: dryRun, options: ReplayOptions(), stop: stop, approve: { _ in true })
    }

    private func live(_ select: String) throws -> [String] {
        let connection = try database.openAsOperator("payment")
        defer { connection.close() }
        try connection.execute(script: "SET default_transaction_read_only = off")
        try connection.execute(script: "CREATE TEMPORARY VIEW shown AS \(select)")
        return try connection.query(Shown())
    }

    @Test("a read side that went wrong is what the topics say again; who was told stays")
    func mended() throws {
        try publish()
        try database.execute(
            """
            INSERT INTO payment (id, amount_minor, since, updated_at, authority, told, detailed, state, kind, currency,
                payer, payee) VALUES ('\(Self.payment)', 100, now(), now(), 0, 0, true, 'debited', 'transfer', 'EUR',
                'anna', 'carl')
            """, in: "payment")
        let look = try rebuild(dryRun: true)
        #expect((look.messages, look.rebuilt, look.changed, look.isSwapped) == (4, 1, 1, false))
        #expect(look.firstChanges == ["\(Self.payment): debited becomes settled"])
        #expect(try live("SELECT state FROM payment") == ["debited"])

        let report = try rebuild()
        #expect(report.isSwapped)
        #expect(try live("SELECT state || ' ' || payee || ' ' || told FROM payment") == ["settled ben 0"])
        #expect(
            try live("SELECT event FROM payment_event ORDER BY event") == ["debited", "paid", "requested", "settled"])
        try database.execute("SELECT * FROM payment_former.payment", in: "payment")
        let worker = try Connection.open(database.settings.workerConnection("payment"))
        defer { worker.close() }
        try worker.execute(
            script: "UPDATE payment SET told = 3; INSERT INTO payment SELECT * FROM payment LIMIT 0")
        #expect(try rebuild(dryRun: true).changed == 0)
    }

    @Test("what is swapped in has the rights, the indexes, the options and the statistics of what it replaces")
    func catalogue() throws {
        try publish()
        _ = try rebuild()
        let role = "analyst_\(database.name)"
        try database.execute(
            """
            CREATE ROLE \(role);
            GRANT SELECT ON payment, payment_event TO \(role) WITH GRANT OPTION;
            GRANT UPDATE (state, reason) ON payment TO \(role);
            REVOKE UPDATE ON contradiction FROM giro_payment;
            CREATE INDEX payment_by_analyst ON payment (currency, since) WHERE state = 'settled';
            ALTER TABLE payment SET (autovacuum_vacuum_scale_factor = 0.01);
            ALTER TABLE payment ALTER COLUMN payer SET STATISTICS 1000;
            COMMENT ON TABLE payment IS 'read by analysts';
            ANALYZE payment; ANALYZE contradiction
            """, in: "payment")
        let before = try catalogueRows()
        #expect(before.contains { $0.contains("giro_reader") } && before.contains { $0.contains(role) })
        #expect(before.contains { $0.contains("payment_by_analyst") } && before.contains { $0.contains("statistics") })
        _ = try rebuild()
        #expect(try catalogueRows() == before)
        try database.execute("SET ROLE giro_reader; SELECT * FROM payment.payment", in: "payment")
        #expect(throws: PostgresError.self) {
            try database.execute("SET ROLE giro_reader; SELECT * FROM payment.contradiction", in: "payment")
        }
    }

    /// What the server keeps about the worker's tables beside their rows.
    private func catalogueRows() throws -> [String] {
        try live(
            """
            SELECT line FROM (
                SELECT format('%s %s owner %s options %s comment %s', relkind, relname, relowner::regrole, reloptions,
                    obj_description(oid, 'pg_class'))
                FROM pg_class WHERE relnamespace = 'payment'::regnamespace
                UNION ALL SELECT format('right on %s: %s', relname, r::text) FROM pg_class, aclexplode(relacl) AS r
                WHERE relnamespace = 'payment'::regnamespace
                UNION ALL SELECT format('right on %s.%s: %s', relname, attname, r::text)
                FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid, aclexplode(attacl) AS r
                WHERE relnamespace = 'payment'::regnamespace
                UNION ALL SELECT format('right on %s: %s of %s', relname, privilege_type, grantee::regrole)
                FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'payment'::regnamespace AND grantee <> 0
                UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'payment'
                UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
                WHERE connamespace = 'payment'::regnamespace
                UNION ALL SELECT format('target of %s.%s: %s', relname, attname, attstattarget)
                FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
                WHERE relnamespace = 'payment'::regnamespace AND attnum > 0 AND attstattarget > 0
                UNION ALL SELECT format('statistics of %s.%s', tablename, attname) FROM pg_stats
                WHERE schemaname = 'payment' AND tablename = 'payment'
            ) AS lines (line) ORDER BY line
            """)
    }

    @Test("payments that the topics no longer tell all of are kept as they are")
    func kept() throws {
        try publish()
        let old = "0198c0de-0000-7000-8000-000000000002"
        try database.execute(
            """
            INSERT INTO payment (id, amount_minor, since, updated_at, final_at, authority, told, detailed, state, kind,
                currency, payer, payee, heard) VALUES ('\(old)', 7, now(), now(), now(), 2, 1, true, 'settled', 'bill',
                'EUR', 'anna', 'power', '\\x05' || int4send(0) || int8send(1) || int8send(1000000))
            """, in: "payment")
        let report = try rebuild()
        #expect((report.kept, report.added, report.changed) == (1, 1, 0))
        #expect(try live("SELECT told::text FROM payment ORDER BY id") == ["3", "1"])
    }

    @Test("it never reads beyond the live worker's cursors")
    func behind() throws {
        try publish()
        try database.execute("UPDATE cursor SET next_offset = 0 WHERE topic = 'wallet.credited'", in: "payment")
        _ = try rebuild()
        #expect(try live("SELECT state FROM payment") == ["paid"])
    }

    @Test("one that is stopped goes on from its own cursors")
    func resumed() throws {
        try publish()
        let stop = StopRequest()
        stop.set()
        let first = try rebuild(stop: stop)
        #expect(first.isStopped)
        #expect(try live("SELECT state FROM payment") == [])
        let second = try Replayer(database.settings).rebuild(
            resuming: PaymentID(first.id), reason: "on", isDryRun: false, options: ReplayOptions(),
            stop: StopRequest(), approve: { _ in true })
        #expect((second.id, second.isSwapped) == (first.id, true))
        #expect(try live("SELECT state FROM payment") == ["settled"])
    }
}

private struct Shown: Statement {
    static let sql = "SELECT * FROM shown"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
