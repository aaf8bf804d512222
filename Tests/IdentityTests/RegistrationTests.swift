import Identity
import Postgres
import TestSupport
import Testing

@Suite("Registering")
struct RegistrationTests {
    @Test("a registration makes the person, the wallet and its message; the same again makes nothing more")
    func once() async throws {
        let house = try await IdentityHouse()
        let registration = try IdentityHouse.registration("ann@example.org", userName: "ann", password: "correct horse")
        let id = Identifier.make()
        let first = try await house.service.register(registration, as: id)
        let second = try await house.service.register(registration, as: id)
        #expect(first == second)
        #expect(first.email == "ann@example.org" && first.userName == "ann" && first.hasPassword)
        #expect(try await house.service.holdings(of: id).count == 1)
        #expect(try await house.count("person") == 1)
        #expect(try await house.count("outbox") == 1)
        #expect(try await house.count("contact") == 0, "the address was not shown to be theirs")
    }

    @Test("an address and a user name are taken once, without regard to case")
    func taken() async throws {
        let house = try await IdentityHouse()
        _ = try await house.register("ann@example.org", userName: "ann", password: "correct horse")
        let email = try await IdentityHouse.refusal { _ = try await house.register("ANN@example.org") }
        #expect(email == .emailTaken)
        let name = try await IdentityHouse.refusal {
            _ = try await house.register("other@example.org", userName: "Ann", password: "correct horse")
        }
        #expect(name == .userNameTaken)
        #expect(try await house.count("holding") == 1)
    }

    @Test("neither table nor outbox shows an address or a name")
    func sealed() async throws {
        let house = try await IdentityHouse()
        _ = try await house.register("ann@example.org", userName: "annabel", password: "correct horse")
        let shown = try await house.pool.run { connection in
            try connection.query(EverythingAsText()).joined()
        }
        #expect(shown.contains("argon2id"))
        for word in ["ann@", "annabel", "616e6e40", "616e6e6162656c"] { #expect(!shown.contains(word)) }
    }

    @Test("a person has at most twenty accounts, and one identifier makes one account")
    func accounts() async throws {
        let house = try await IdentityHouse()
        let person = try await house.register("ann@example.org")
        let currency = try IdentityHouse.registration("x@example.org").currency
        let id = Identifier.make()
        let one = try await house.service.openAccount(
            as: id, by: house.caller(person), kind: .savings, currency: currency)
        let same = try await house.service.openAccount(
            as: id, by: house.caller(person), kind: .savings, currency: currency)
        #expect(one.account == same.account)
        for _ in 0..<18 {
            _ = try await house.service.openAccount(
                as: .make(), by: house.caller(person), kind: .wallet, currency: currency)
        }
        let refusal = try await IdentityHouse.refusal {
            _ = try await house.service.openAccount(
                as: .make(), by: house.caller(person), kind: .wallet, currency: currency)
        }
        #expect(refusal == .tooManyAccounts)
        let other = try await house.register("ben@example.org")
        let stolen = try await IdentityHouse.refusal {
            _ = try await house.service.openAccount(as: id, by: house.caller(other), kind: .savings, currency: currency)
        }
        #expect(stolen == .accountTaken)
    }

    @Test("data sealed with an older key opens beside a new one, and not without it")
    func rotation() async throws {
        let schema = TestDatabase.uniqueName("identity")
        let first = try await IdentityHouse(schema: schema)
        let person = try await first.register("ann@example.org")
        let newer = String(repeating: "fedcba9876543210", count: 4)
        let both = try await IdentityHouse(dataKeys: "2=\(newer),1=\(IdentityHouse.secret)", schema: schema)
        #expect(try await both.service.person(person.id).email == "ann@example.org")
        let without = try await IdentityHouse(dataKeys: "2=\(newer)", schema: schema)
        let refusal = try await IdentityHouse.refusal { _ = try await without.service.person(person.id) }
        #expect(refusal == .unreadableData)
    }
}

/// Whatever the tables hold, bytes in hexadecimal.
private struct EverythingAsText: Statement {
    static let sql = "SELECT person::text FROM person UNION ALL SELECT outbox::text FROM outbox"
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
