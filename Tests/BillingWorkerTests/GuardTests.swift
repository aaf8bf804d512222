import BillingWorker
import Lane
import Messages
import Payments
import Postgres
import Testing

@Suite("Billing's limits")
struct GuardTests {
    @Test("a batch takes two round trips, the commit among them, for 1 of each kind and for 400")
    func roundTrips() throws {
        for count in [1, 400] {
            let desk = try Desk()
            let connection = desk.database.connection
            func roundTrips(_ causes: [Cause<BillingMessage, BillerOutcome>]) throws -> Int {
                let before = connection.roundTrips
                try desk.run(causes)
                return connection.roundTrips - before
            }
            func debits(_ samples: [Sample]) throws -> [Cause<BillingMessage, BillerOutcome>] {
                try samples.map { .message(try $0.message(), desk.origin()) }
            }
            let billers = try (0..<count).map { try announced("biller:\($0)") }
            #expect(try roundTrips(billers.map { .message($0, desk.origin()) }) == 1)
            let bills = (0..<count).map { Sample(payee: "biller:\($0)") }
            let others = (0..<count).flatMap { [Sample.transfer, Sample(payee: "biller:x\($0)")] }
            #expect(try roundTrips(try debits(bills + others)) == 2)
            #expect(try roundTrips(try bills.map { .done(try desk.call($0.payment), .lost) }) == 2)
            let ends = try bills.map {
                Cause<BillingMessage, BillerOutcome>.done(try desk.call($0.payment), .accepted(receipt: nil))
            }
            let more = (0..<count).map { Sample(payee: "biller:\($0)") }
            #expect(try roundTrips(ends + debits(more)) == 2)
            // Repeated payments are looked up once it is known that they are no new ones.
            #expect(try roundTrips(try debits(bills + others + more + [Sample.transfer])) == 3)
        }
    }

    @Test("its role changes nothing that is decided, removes nothing, and reaches no other schema")
    func role() throws {
        let desk = try Desk()
        let other = try BillingDatabase()
        try desk.run(announced())
        try desk.run(Sample().message(), Sample.transfer.message())
        for script in [
            "DELETE FROM invoice", "DELETE FROM attempt", "DELETE FROM biller", "TRUNCATE invoice",
            "DELETE FROM bill", "UPDATE bill SET bill = 'x'", "UPDATE bill SET biller = 'biller:eve'",
            "UPDATE invoice SET amount_minor = 1", "UPDATE invoice SET payer = 'wallet:eve'",
            "UPDATE attempt SET biller = 'biller:eve'", "CREATE TABLE x ()", "CREATE TABLE public.x ()",
            "SELECT FROM \(other.schema).invoice", "SELECT FROM \(other.schema).biller",
            "SELECT FROM \(other.schema).timer",
        ] {
            let error = #expect(throws: PostgresError.self, "\(script)") {
                try desk.database.connection.execute(script: script)
            }
            #expect(error?.code == .insufficientPrivilege, "\(script)")
        }
    }

    @Test(
        "the schema refuses what no right program writes",
        arguments: [
            "UPDATE invoice SET state = 'paid'", "UPDATE invoice SET state = 'failed', decided_at = now()",
            "UPDATE invoice SET state = 'lost', decided_at = now()", "UPDATE invoice SET receipt = 'R-1'",
            "UPDATE invoice SET reason = 'expired'", "UPDATE attempt SET tries = 1",
        ])
    func constraints(script: String) throws {
        let desk = try Desk()
        try desk.run(announced())
        try desk.run(Sample().message())
        let error = #expect(throws: PostgresError.self) { try desk.database.connection.execute(script: script) }
        #expect(error?.code == .checkViolation)
    }

    @Test("it declares the topics of the catalogue that name it as a consumer")
    func inputs() throws {
        let named = Catalogue.topics.filter { $0.consumers.contains("billing") }.map(\.name)
        #expect(Set(BillingWorker(connector: NoConnector()).inputs) == Set(named))
    }

    @Test("two processes that have the same payments at once wait for each other and agree")
    func concurrency() async throws {
        let desk = try Desk()
        try desk.run(announced())
        let samples = (0..<200).map { $0 % 2 == 0 ? Sample.transfer : Sample() }
        let messages = try samples.map { try $0.message() }
        let worker = desk.worker
        let connections = try [Ownership(desk.database.connect()), Ownership(desk.database.connect())]
        let batches = try await withThrowingTaskGroup(of: [String].self) { group in
            for (index, connection) in connections.enumerated() {
                group.addTask {
                    let own = index == 0 ? messages : messages.reversed()
                    let runner = BatchRunner(worker: worker, connection: connection.connection)
                    return try runner.run(own, now: 1).scheduled.map(\.call.key)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Each bill is asked about by one of the two.
        #expect(batches.flatMap { $0 }.count == 100)
        #expect(Set(batches.flatMap { $0 }).count == 100)
    }
}

/// Hands a connection to the one task that uses it.
/// Unchecked: nothing else touches the connection.
private final class Ownership: @unchecked Sendable {
    let connection: Connection
    init(_ connection: Connection) { self.connection = connection }
}
