import Messages
import NotificationWorker
import Payments
import Postgres
import Testing

@Suite("The notification worker's limits")
struct GuardTests {
    @Test("a batch takes two round trips, the commit among them, for 1 item and for 1,000")
    func roundTrips() async throws {
        for count in [1, 1000] {
            let desk = try Desk(
                limits: MailLimits(perRecipient: count, perCause: count), waitingMails: 5000)
            let people = (0..<count).map { "wallet:\($0)" }
            let connection = desk.database.connection
            var before = connection.roundTrips
            try desk.run(
                people.map { .message(try contact($0), .init(topic: "t", partition: 0, offset: 1, timestamp: 1)) })
            #expect(connection.roundTrips - before == 1)
            before = connection.roundTrips
            try desk.run(
                people.map {
                    .message(
                        .send(try notification(recipient: $0)), .init(topic: "t", partition: 0, offset: 1, timestamp: 1)
                    )
                })
            #expect(connection.roundTrips - before == 2)
            let calls = Array(desk.calls.values)
            #expect(calls.count == count)
            for outcome in [MailOutcome.tried(.later(code: "x")), .unaddressed, .tried(.accepted)] {
                before = connection.roundTrips
                try desk.run(calls.map { .done($0, outcome) })
                #expect(connection.roundTrips - before <= 2)
            }
            #expect(try desk.database.admin.query(CountMails()).map(\.count) == [Int64(count)])
        }
    }

    @Test("its role reads and writes its own tables, removes nothing, and reaches no other schema")
    func role() throws {
        let desk = try Desk()
        let other = try NotificationDatabase()
        try desk.run(contact(), .send(notification()))
        for script in [
            "DELETE FROM mail", "DELETE FROM contact", "TRUNCATE mail", "CREATE TABLE x ()",
            "SELECT FROM \(other.schema).contact", "SELECT FROM \(other.schema).mail", "CREATE TABLE public.x ()",
        ] {
            let error = #expect(throws: PostgresError.self, "\(script)") {
                try desk.database.connection.execute(script: script)
            }
            #expect(error?.code == .insufficientPrivilege)
        }
    }

    @Test("it declares the topics of the catalogue that name it as a consumer")
    func inputs() throws {
        let named = Catalogue.topics.filter { $0.consumers.contains("notification") }.map(\.name)
        #expect(Set(try Desk().worker.inputs) == Set(named))
    }
}
