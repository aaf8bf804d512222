import Identity
import Postgres
import Testing

@Suite("How long sessions and codes last")
struct LifetimeTests {
    @Test("a session ends at its time, however often it was refreshed")
    func session() async throws {
        let house = try await IdentityHouse()
        let person = try await house.register("ann@example.org")
        let first = try await house.service.beginSession(for: person)
        let end = try await house.service.sessions(of: person.id).map(\.expiresAt)
        let (_, second) = try await house.service.refresh(first.refreshToken)
        #expect(try await house.service.sessions(of: person.id).map(\.expiresAt) == end)
        try await house.pool.run { try $0.execute(script: "UPDATE session SET expires_at = now()") }
        let late = try await IdentityHouse.refusal { _ = try await house.service.refresh(second.refreshToken) }
        #expect(late == .expiredToken)
    }

    @Test("a mailed code is good for ten minutes")
    func code() async throws {
        let house = try await IdentityHouse()
        _ = try await house.register("ann@example.org")
        let made = try #require(try await house.service.makeCode(email: "ann@example.org"))
        let left = try await house.pool.run { try $0.query(SecondsLeft())[0] }
        #expect((590...600).contains(left), "\(left)")
        try await house.pool.run { try $0.execute(script: "UPDATE login_code SET expires_at = now()") }
        let late = try await IdentityHouse.refusal {
            _ = try await house.service.logIn(email: "ann@example.org", code: made.code, address: "1.2.3.4")
        }
        #expect(late == .invalidCredentials)
        let again = try #require(try await house.service.makeCode(email: "ann@example.org"))
        _ = try await house.service.logIn(email: "ann@example.org", code: again.code, address: "1.2.3.4")
    }
}

/// Of the one code there is.
private struct SecondsLeft: Statement {
    static let sql = "SELECT ceil(extract(epoch FROM expires_at - now()))::bigint FROM login_code"
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
