import Lane
import Messages
import PaymentWorker
import Payments
import Postgres
import Testing

@Suite("The payment worker's limits")
struct GuardTests {
    @Test("a batch takes two round trips, the commit among them, for 1 message and for 1,000")
    func roundTrips() throws {
        let database = try PaymentDatabase()
        for count in [1, 1000] {
            let samples = (0..<count).map { _ in Sample().again() }
            for event in [PaymentEvent.requested, .debited, .paid, .settled] {
                let heard = try samples.map { try $0.heard(event) }
                let before = database.connection.roundTrips
                try database.run(heard)
                #expect(database.connection.roundTrips - before == 2)
            }
        }
    }

    @Test("a batch without messages asks the database nothing")
    func nothing() throws {
        let database = try PaymentDatabase()
        let before = database.connection.roundTrips
        try database.run([])
        #expect(database.connection.roundTrips == before)
    }

    @Test("its role reads and writes its own tables, removes nothing, and reaches no other schema")
    func role() throws {
        let database = try PaymentDatabase()
        let other = try PaymentDatabase()
        try database.run(Life.all[0].heard(Sample()))
        for script in [
            "DELETE FROM payment", "UPDATE contradiction SET event = event",
            "TRUNCATE payment", "DROP TABLE payment", "CREATE TABLE x ()", "SELECT FROM \(other.schema).payment",
            "SELECT FROM \(other.schema).payment_event", "CREATE TABLE public.x ()",
        ] {
            let error = #expect(throws: PostgresError.self, "\(script)") {
                try database.connection.execute(script: script)
            }
            #expect(error?.code == .insufficientPrivilege || script.hasPrefix("DROP"))
        }
        #expect(try database.rows().count == 1)
    }

    @Test("messages that tell nothing about a payment are none of its")
    func otherMessages() throws {
        let account = try #require(AccountID("wallet:ann"))
        #expect(PaymentNews(.contactUpdated(ContactUpdated(account: account, email: "a@b.example"))) == nil)
        #expect(PaymentNews(.accountRequested(AccountRequested(account: account, action: .freeze))) == nil)
    }

    @Test("it declares the topics of the catalogue that name it as a consumer")
    func inputs() {
        let named = Catalogue.topics.filter { $0.consumers.contains("payment") }.map(\.name)
        #expect(Set(PaymentWorker().inputs) == Set(named))
    }
}
