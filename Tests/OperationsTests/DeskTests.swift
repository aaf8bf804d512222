import Operations
import Payments
import Testing

@Suite("Accounts and invoices, by the databases alone")
struct DeskTests {
    private let database: OperatedDatabase

    init() throws {
        database = try OperatedDatabase()
        try SettledBooks.write(to: database)
    }

    private func account(_ text: String) throws -> AccountID { try #require(AccountID(text)) }

    private func payment(_ text: String) throws -> PaymentID { try #require(PaymentID(text)) }

    private func expectUnknown(_ body: () throws -> Void) {
        let error = #expect(throws: OperationError.self) { try body() }
        #expect(error?.kind == .unknownTarget)
    }

    @Test("an account is shown with its balance and its latest movements; one in parts with their sum")
    func shown() throws {
        let desk = AccountDesk(settings: database.settings)
        let anna = try desk.show(try account("anna"), entries: 2)
        #expect(anna.account.balance == "980.66 EUR")
        #expect((anna.account.kind, anna.account.state, anna.account.entries) == ("wallet", "open", 5))
        #expect(anna.latest.map(\.number) == [5, 4])
        #expect(anna.latest.map(\.outcome) == ["held", "refunded"])
        let world = try desk.show(try account("world"))
        #expect(world.account.balance == "-1000.00 EUR" && world.latest.isEmpty)
        #expect(try desk.show(try account("clearing:EUR")).account.balance == "7.00 EUR")
        expectUnknown { _ = try desk.show(try account("carl")) }
        #expect(anna.lines(paint: Paint(isOn: false)).allSatisfy { $0.count <= 100 })
    }

    @Test("accounts are listed by kind and state, a page at a time")
    func listed() throws {
        let desk = AccountDesk(settings: database.settings)
        var filter = AccountFilter()
        filter.kind = .wallet
        let first = try desk.list(filter, limit: 1)
        #expect(first.accounts.map(\.account) == ["anna"] && first.next == "anna")
        let second = try desk.list(filter, after: "anna", limit: 10)
        #expect(second.accounts.map(\.account) == ["ben"] && second.next == nil)
        filter.state = .frozen
        #expect(try desk.list(filter).accounts.isEmpty)
        filter = AccountFilter()
        filter.kind = .clearing
        #expect(try desk.list(filter).accounts.map(\.account) == ["clearing:EUR"])
        #expect(try desk.list(AccountFilter()).accounts.map(\.account) == ["anna", "ben", "power", "water", "world"])
    }

    @Test("what cannot be frozen is refused before anything is published; what is frozen stays so")
    func frozen() throws {
        let desk = AccountDesk(settings: database.settings)
        #expect(try desk.plan(try account("anna"), isFrozen: true).outcome == .planned)
        #expect(try desk.plan(try account("anna"), isFrozen: false).outcome == .doneBefore)
        for name in ["carl", "clearing:EUR"] {
            expectUnknown { _ = try desk.plan(try account(name), isFrozen: true) }
        }
        try database.execute("UPDATE account SET state = 'closed' WHERE id = 'power'", in: "wallet")
        expectUnknown { _ = try desk.plan(try account("power"), isFrozen: false) }
    }

    @Test("only an invoice whose outcome is not known, and that no call is out for, can be decided")
    func decidable() throws {
        let desk = InvoiceDesk(settings: database.settings)
        let open = try payment(SettledBooks.underWay)
        #expect(try desk.list().invoices.map(\.isDecidable) == [false])
        #expect(try desk.list().status == .done)
        expectUnknown { _ = try desk.plan(open, .paid) }
        try database.execute("UPDATE attempt SET under_way = false", in: "billing")
        expectUnknown { _ = try desk.plan(open, .failed) }
        try database.execute("UPDATE attempt SET ordered_at = last_at", in: "billing")
        #expect(try desk.list().status == .found)
        for decision in [InvoiceDesk.Decision.paid, .failed] {
            #expect(try desk.plan(open, decision).outcome == .planned)
            expectUnknown { _ = try desk.plan(try payment(SettledBooks.transfer), decision) }
        }
        #expect(try desk.plan(try payment(SettledBooks.refused), .failed).outcome == .decidedBefore)
        expectUnknown { _ = try desk.plan(try payment(SettledBooks.refused), .paid) }
        expectUnknown { _ = try desk.plan(try payment("ffffffff-ffff-7fff-8fff-ffffffffffff"), .paid) }
        #expect(try desk.list().lines(paint: Paint(isOn: false)).allSatisfy { $0.count <= 100 })
        #expect(try OperationLog(database.settings).entries().isEmpty)
    }
}
