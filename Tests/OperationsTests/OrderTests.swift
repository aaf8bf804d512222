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
