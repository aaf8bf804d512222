import Kafka
import Operations
import Postgres
import Testing

@Suite("Pausing and resuming, by the databases alone")
struct OrderTests {
    @Test("an order is in the worker's database, in the status and in the log, once, until it is taken back")
    func pausing() throws {
        let database = try OperatedDatabase()
        let desk = try OrderDesk(settings: database.settings)
        #expect(try desk.pause(.worker("wallet"), reason: "a look").hasChanged)
        #expect(try !desk.pause(.worker("wallet"), reason: "another look").hasChanged)
        #expect(try desk.pause(.connector("mail"), reason: "no server").hasChanged)
        let report = StatusReader(settings: database.settings).read()
        #expect(
            report.workers.flatMap(\.orders).map(\.sentence) == ["worker wallet", "connector mail of notification"])
        #expect(report.workers.flatMap(\.orders).map(\.reason) == ["a look", "no server"])
        #expect(try desk.resume(.worker("wallet"), reason: "seen").hasChanged)
        #expect(try !desk.resume(.worker("wallet"), reason: "seen").hasChanged)
        let entries = try OperationLog(database.settings).entries()
        #expect(entries.map(\.command) == ["resume", "resume", "pause", "pause", "pause"])
    }

    @Test("a connector is a biller's account or its endpoint; a lane is one that the worker has")
    func targets() throws {
        let database = try OperatedDatabase()
        try database.execute(
            "INSERT INTO biller VALUES ('water', 'Water', 'http://water', NULL, true, 0, 0, now())", in: "billing")
        try database.execute(
            """
            INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id) VALUES ('bill.paid', 3, 0, 'x', 'c')
            """, in: "wallet")
        let desk = try OrderDesk(settings: database.settings)
        #expect(try desk.pause(.connector("water"), reason: "r").target == "connector http://water of billing")
        #expect(try !desk.pause(.connector("http://water"), reason: "r").hasChanged)
        let lane = TopicPartition(topic: "bill.paid", partition: 3)
        #expect(try desk.pause(.lane(worker: "wallet", lane), reason: "r").target == "lane bill.paid/3 of wallet")
        for target: OrderTarget in [
            .worker("walet"), .connector("fire"), .lane(worker: "billing", lane),
            .lane(worker: "wallet", TopicPartition(topic: "bill.paid", partition: 4)),
        ] {
            #expect(throws: OperationError.self) { try desk.pause(target, reason: "r") }
        }
    }

    @Test("a call that was put aside is in the status until it is let go on; a lane that goes carefully is there too")
    func callsPutAside() throws {
        let database = try OperatedDatabase()
        try database.execute(
            """
            INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id, ends)
            VALUES ('wallet.debited', 1, 7, 'billing-1', 'c', 3);
            INSERT INTO in_hand (lane, kind, key, first_offset, last_offset, stage, epoch, ends, instance, put_aside_at)
            SELECT lane, 'pay_biller', 'p1', -1, -1, 'call', 0, 3, 'billing-1', now() FROM cursor;
            INSERT INTO in_hand (lane, kind, key, first_offset, last_offset, stage, epoch, ends, instance)
            SELECT lane, '', '7-7', 7, 7, 'decode', epoch, 2, 'billing-2' FROM cursor;
            """, in: "billing")
        let report = StatusReader(settings: database.settings).read()
        let lines = report.lines(showsLanes: false, paint: Paint(isOn: false)).joined(separator: "\n")
        #expect(lines.contains("careful: billing wallet.debited/1: 3 owners in a row ended without a word"))
        let items = report.workers.flatMap(\.inHand)
        #expect(items.map(\.what) == ["pay_biller p1", "message 7"])
        #expect(items.map(\.isInHand) == [false, true])
        #expect(items.map { $0.putAsideAt != nil } == [true, false])

        let desk = try OrderDesk(settings: database.settings)
        let call = CallRelease(worker: "billing", kind: "pay_biller", key: "p1")
        #expect(try desk.resume(call, reason: "mended").target == "call pay_biller p1 of billing")
        #expect(throws: OperationError.self) { try desk.resume(call, reason: "again") }
        let left = StatusReader(settings: database.settings).read().workers.flatMap(\.inHand)
        #expect(left.map(\.what) == ["message 7"])
        #expect(try OperationLog(database.settings).entries().map(\.command) == ["resume"])
    }

    @Test("the operators' role writes orders and nothing else of a worker's")
    func leastPrivilege() throws {
        let database = try OperatedDatabase()
        let connection = try database.openAsOperator("wallet")
        try connection.execute(script: "SET default_transaction_read_only = off")
        #expect(throws: PostgresError.self) { try connection.execute(script: "UPDATE cursor SET next_offset = 0") }
        #expect(throws: PostgresError.self) { try connection.execute(script: "DELETE FROM outbox") }
        #expect(throws: PostgresError.self) { try connection.execute(script: "UPDATE control SET name = 'x'") }
        #expect(throws: PostgresError.self) { try connection.execute(script: "DELETE FROM process") }
    }

    @Test("nobody is drained where nobody runs")
    func nobody() throws {
        let database = try OperatedDatabase()
        let desk = try OrderDesk(settings: database.settings)
        #expect(throws: OperationError.self) {
            try desk.drain("wallet", instance: nil, reason: "r", patience: .zero, onProgress: { _ in })
        }
    }
}
