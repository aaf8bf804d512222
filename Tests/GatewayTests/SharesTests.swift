import Foundation
import Gateway
import Postgres
import Settings
import TestSupport
import Testing

@Suite("Shares of one caller among many", .serialized)
struct SharesTests {
    @Test("a holder never has more places than it leaves free, and whoever comes next gets one")
    func places() {
        for seed in 1...100 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let total = Int.random(in: 1...40, using: &random)
            let places = Places<Int>(total: total, each: 12)
            var taken: [[Int]] = []
            for _ in 0..<400 {
                let holders = [Int.random(in: 0...3, using: &random), 10 + Int.random(in: 0...3, using: &random)]
                let own = holders.map { holder in taken.filter { $0.contains(holder) }.count }
                let free = total - taken.count
                let mayEnter = free > 0 && own.allSatisfy { $0 == 0 || ($0 < 12 && $0 < free) }
                #expect(places.enter(holders) == mayEnter)
                if mayEnter { taken.append(holders) }
                if random.next() % 3 == 0, let gone = taken.indices.randomElement(using: &random) {
                    places.leave(taken.remove(at: gone))
                }
                #expect(places.taken == taken.count)
            }
        }
        let places = Places<String>(total: 16)
        while places.enter(["greedy"]) {}
        #expect(places.taken == 8 && places.enter(["next"]))
    }

    @Test("one address's connections end at its share, those without a whole header are closed, and others get in")
    func connections() async throws {
        let ground = try await Ground(set: [
            "gateway.connections=40", "gateway.connections.address=30", "gateway.header.timeout=2s",
        ])
        let port = try #require(URL(string: ground.url)?.port)
        var held: [RawConnection] = []
        for number in 0..<80 {
            guard let connection = RawConnection(port: port) else { continue }
            connection.send("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Unfinished: \(number)")
            held.append(connection)
        }
        let began = ContinuousClock.now
        let other = try #require(RawConnection(port: port, from: "127.0.0.2"))
        other.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(other.read(within: 5).hasPrefix("HTTP/1.1 200"))
        #expect(.now - began < .seconds(1), "another address does not wait")
        #expect(held.count > 40 && held.allSatisfy { $0.isClosed(within: 6) })
        let again = try #require(RawConnection(port: port))
        again.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(again.read(within: 5).hasPrefix("HTTP/1.1 200"), "its places are free again")
        #expect(!again.isClosed(within: 3), "a connection that has sent a header is kept")
        await ground.stop()
    }

    @Test("people whose payments stay open wait in bounded numbers; nobody is refused, others wait, health answers")
    func waits() async throws {
        let ground = try await Ground(set: [
            "gateway.requests=200", "gateway.waits=24", "gateway.waits.each=8",
            "gateway.address.header=X-Forwarded-For", "gateway.rate.caller=1000000", "gateway.rate.address=1000000",
        ])
        let ann = try await ground.funded("ann")
        let ben = try await ground.funded("ben")
        let pause = try GiroProcess(
            ["pause", "worker", "payment", "--yes", "--reason", "a test"], in: ground.directory)
        #expect(await pause.exitCode(within: .seconds(30)) == 0, "\(pause.output)")
        try await Task.sleep(for: .seconds(2))

        // One connection each: URLSession has a few for all.
        let port = try #require(URL(string: ground.url)?.port)
        let began = ContinuousClock.now
        var waiting: [RawConnection] = []
        for number in 0..<40 {
            let connection = try #require(RawConnection(port: port))
            connection.send(transfer(ann, to: ben.account, from: "2001:db8::\(number % 2 + 1)"))
            waiting.append(connection)
        }
        #expect(try await ben.call("GET", "/health/ready").status == 200)
        let own = try await ben.call(
            "POST", "/v1/accounts/\(ben.account)/deposit", ["amount": "1.00"],
            headers: ["Prefer": "wait=1", "X-Forwarded-For": "198.51.100.7"])
        #expect(own.status == 202 && own.header("Preference-Applied") == "wait=1", "another one waits as he wished")
        #expect(.now - began < .seconds(9), "none of them waits for those who wait")
        let replies = waiting.map { $0.read(within: 20).lowercased() }
        #expect(replies.allSatisfy { $0.hasPrefix("http/1.1 202") }, "\(replies)")
        #expect(replies.filter { $0.contains("preference-applied: wait=10") }.count == 8)
        await ground.stop()
    }

    private func transfer(_ client: Client, to account: String, from address: String) -> String {
        let body = """
            {"source_account_id":"\(client.account)","destination_account_id":"\(account)","amount":"0.01"}
            """
        let head = [
            "POST /v1/transactions/create HTTP/1.1", "Host: x", "Authorization: Bearer \(client.token ?? "")",
            "Prefer: wait=10", "X-Forwarded-For: \(address)", "Content-Type: application/json",
            "Content-Length: \(body.utf8.count)", "", "",
        ]
        return head.joined(separator: "\r\n") + body
    }

    @Test("made-up keys beyond an address's limit are looked up no longer; a key that was known goes on")
    func madeUpKeys() async throws {
        let ground = try await Ground(set: ["gateway.rate.address=30", "gateway.rate.caller=1000000"])
        let ann = try await ground.person("ann")
        var program = ann
        program.token = try await ann.call("POST", "/v1/keys", ["label": "x", "scopes": ["accounts:read"]]).texts[
            "secret"]
        #expect(try await program.call("GET", "/v1/accounts").status == 200)
        let admin = try ground.administrator()
        let before = try lookUps(admin)
        var statuses: [Int] = []
        for number in 0..<200 {
            var guess = Client(url: ground.url)
            let id = "0198c0de-0000-7000-8000-" + String(format: "%012d", number)
            guess.token = "giro_\(id)_" + String(repeating: "A", count: 43)
            statuses.append(try await guess.call("GET", "/v1/accounts").status)
        }
        #expect(statuses.contains(401) && statuses.last == 429)
        #expect(try await program.call("GET", "/v1/accounts").status == 200, "known before")
        // A session tells its numbers when it has been idle for a while.
        try await Task.sleep(for: .seconds(3))
        // A minute may begin in the middle; twice the limit is then the most.
        let asked = try lookUps(admin) - before
        #expect((1...65).contains(asked), "\(asked) look-ups for 200 keys")
        await ground.stop()
    }

    private func lookUps(_ admin: Connection) throws -> Int64 { try admin.query(KeyLookUps())[0] }
}

private struct KeyLookUps: Statement {
    static let sql = """
        SELECT (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::bigint FROM pg_stat_user_tables
        WHERE schemaname = 'identity' AND relname = 'api_key'
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

extension Ground {
    /// The database, as its administrator.
    func administrator() throws -> Connection {
        var sources = SettingSources(directory: directory.path)
        sources.environmentFile = directory.path + "/.giro/giro.env"
        return try Connection.open(try Settings.load(sources).adminConnection)
    }
}
