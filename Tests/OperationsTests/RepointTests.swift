import Operations
import Payments
import Postgres
import Testing

@Suite("Asking about open invoices at a biller's new address")
struct RepointTests {
    private func announce(_ endpoint: String, in database: OperatedDatabase) throws {
        try database.execute(
            """
            INSERT INTO biller VALUES ('water', 'Water', '\(endpoint)', NULL, true, 0, 0, now())
            ON CONFLICT (account) DO UPDATE SET endpoint = excluded.endpoint
            """, in: "billing")
    }

    @Test("open invoices follow, decided ones and those of others stay, and the log says who wanted it")
    func follows() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        try announce("https://new.example", in: database)
        let repointing = Repointing(settings: database.settings)
        let water = try #require(AccountID("water"))
        let plan = try repointing.plan(water)
        #expect(plan.elsewhere.map { "\($0.invoices) at \($0.endpoint)" } == ["1 at http://water"])
        #expect(plan.operation == nil)
        let done = try repointing.apply(water, reason: "their data centre moved")
        #expect(done.operation != nil)
        #expect(try repointing.plan(water).elsewhere.isEmpty)
        let entries = try OperationLog(database.settings).entries(of: "repoint")
        #expect(entries.map(\.detail) == ["1 invoices"])
        #expect(entries.map(\.outcome) == [.done])
    }

    @Test("a biller that was never announced is refused")
    func unknown() throws {
        let database = try OperatedDatabase()
        let nobody = try #require(AccountID("nobody"))
        #expect(throws: OperationError.self) { try Repointing(settings: database.settings).plan(nobody) }
    }

    @Test("a biller that is paused at its old address is paused at its new one, and resumed at both")
    func paused() throws {
        let database = try OperatedDatabase()
        try SettledBooks.write(to: database)
        try announce("http://water", in: database)
        let desk = try OrderDesk(settings: database.settings)
        #expect(try desk.pause(.connector("water"), reason: "it moves").hasChanged)
        try announce("https://new.example", in: database)
        _ = try Repointing(settings: database.settings).apply(try #require(AccountID("water")), reason: "it moved")
        func paused() throws -> [String] {
            StatusReader(settings: database.settings).read().workers.flatMap(\.orders).map(\.name).sorted()
        }
        #expect(try paused() == ["http://water", "https://new.example"])
        #expect(try desk.resume(.connector("water"), reason: "it is there").hasChanged)
        #expect(try paused() == [])
    }

    @Test("an order is taken back by the name it stands under, whether anybody is announced there or not")
    func orphaned() throws {
        let database = try OperatedDatabase()
        try announce("http://water", in: database)
        let desk = try OrderDesk(settings: database.settings)
        #expect(try desk.pause(.connector("water"), reason: "it moves").hasChanged)
        try announce("https://new.example", in: database)
        let error = #expect(throws: OperationError.self) { try desk.resume(.connector("water"), reason: "there") }
        #expect(error?.code == "unknown_target")
        #expect(error?.detail.contains("http://water") == true, "it says what is paused")
        #expect(try desk.resume(.connector("http://water"), reason: "there").hasChanged)
        #expect(try !desk.resume(.connector("water"), reason: "there").hasChanged)
    }
}
