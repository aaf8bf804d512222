import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The trail of requests", .serialized)
struct TrailTests {
    @Test("changes, log-ins, refusals and operators' reads are lines of a chain that giro audit proves")
    func lines() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let (second, url) = try await ground.startGateway()
        var elsewhere = Client(url: url)
        elsewhere.token = ann.token
        try await acts(ground, ann, elsewhere)

        let admin = try await ground.admin()
        defer { admin.close() }
        let told = try await eventually {
            let lines = Set(try admin.query(ReadTrail()))
            return Self.expected.allSatisfy { lines.contains($0) }
        }
        let missing = Set(Self.expected).subtracting(try admin.query(ReadTrail()))
        #expect(told, "\(missing)")
        try await everyChangeIsTold(ground, admin, ann)

        let first = try await audit(ground)
        #expect(first.code == 0 && first.output.contains("the trail is whole"), "\(first.output)")
        let head = try #require(first.output.firstMatch(of: /gateway: .* head ([0-9a-f]{64})/)?.1)
        _ = try await elsewhere.call("POST", "/v1/login", ["username": "ann", "password": "wrong password"])
        let again = try await audit(ground, "--head", String(head))
        #expect(again.code == 0 && again.output.contains("the asked head is that of line"), "\(again.output)")
        let other = try await audit(ground, "--head", String(repeating: "0", count: 64))
        #expect(other.code == 1)

        try admin.execute(
            script: """
                SET LOCAL session_replication_role = replica;
                UPDATE gateway.trail_entry SET subject = 'another' WHERE id =
                    (SELECT entry FROM gateway.trail_link WHERE number = 2)
                """)
        let broken = try await audit(ground)
        #expect(broken.code == 1 && broken.output.contains("broken at link 2: changed"), "\(broken.output)")
        second.signal(SIGTERM)
        _ = await second.exitCode(within: .seconds(30))
        await ground.stop()
    }

    private static let expected = [
        "identity POST /v1/register done", "identity POST /v1/login done", "gateway POST /v1/login invalid_credentials",
        "gateway POST /v1/accounts/{account_id}/deposit done", "gateway POST /v1/transactions/create done",
        "gateway GET /v1/accounts/{account_id}/balance account_not_found", "identity POST /v1/keys done",
        "gateway GET /v1/keys scope_not_allowed", "identity giro role done",
        "gateway GET /v1/accounts/{account_id}/balance done", "gateway PUT /v1/people/{user_id}/role role_not_allowed",
    ]

    private func acts(_ ground: Ground, _ ann: Client, _ elsewhere: Client) async throws {
        let ben = try await ground.person("ben")
        _ = try await ben.call("GET", "/v1/accounts/\(ann.account)/balance")
        _ = try await ben.call("PUT", "/v1/people/\(ben.userID)/role", ["role": "admin"])
        _ = try await ben.call("POST", "/v1/login", ["username": "ben", "password": "wrong password"])
        for client in [ann, elsewhere] {
            let transfer = try await client.call(
                "POST", "/v1/transactions/create",
                ["source_account_id": ann.account, "destination_account_id": ben.account, "amount": "1.00"])
            #expect(transfer.status == 202)
        }
        let key = try await ann.call("POST", "/v1/keys", ["label": "x", "scopes": ["accounts:read"]])
        var program = ann
        program.token = key.texts["secret"]
        _ = try await program.call("GET", "/v1/keys")
        try await ground.give("operator", to: "ben")
        var house = ben
        let login = try await house.call("POST", "/v1/login", ["username": "ben", "password": "a long password"])
        house.token = login.texts["access_token"]
        #expect(try await house.call("GET", "/v1/accounts/\(ann.account)/balance").status == 200)
    }

    /// A repetition of a request is not told of twice; a change is told of by the transaction that makes it.
    private func everyChangeIsTold(_ ground: Ground, _ admin: Connection, _ ann: Client) async throws {
        let before = try admin.query(ReadTrail()).filter { $0.contains("accounts/create") }.count
        for _ in 0..<3 {
            let opened = try await ann.call(
                "POST", "/v1/accounts/create", [:], headers: ["Idempotency-Key": "one-account"])
            #expect(opened.status == 202)
        }
        try await Task.sleep(for: .seconds(2))
        #expect(try admin.query(ReadTrail()).filter { $0.contains("accounts/create") }.count == before + 1)
    }

    private func audit(_ ground: Ground, _ more: String...) async throws -> (output: String, code: Int32?) {
        // Lines are linked twice a second.
        try await Task.sleep(for: .seconds(2))
        let process = try GiroProcess(["audit", "--trail"] + more, in: ground.directory)
        let code = await process.exitCode(within: .seconds(60))
        return (process.output, code)
    }
}

/// Every line of both trails, as `schema action outcome`.
private struct ReadTrail: Statement {
    static let sql = """
        SELECT 'identity ' || action || ' ' || outcome FROM identity.trail_entry
        UNION ALL SELECT 'gateway ' || action || ' ' || outcome FROM gateway.trail_entry
        """
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}

extension Ground {
    /// A connection as the administrator of the stack's database.
    func admin() async throws -> Connection {
        let file = try String(contentsOf: directory.appendingPathComponent(".giro/giro.env"), encoding: .utf8)
        let line = try #require(file.split(separator: "\n").first { $0.hasPrefix("ADMIN_DATABASE_CONNINFO=") })
        let value = line.dropFirst("ADMIN_DATABASE_CONNINFO='".count).dropLast()
        let conninfo = value.replacingOccurrences(of: "'\\''", with: "'")
        return try Connection.open(ConnectionConfiguration(conninfo: conninfo))
    }
}
