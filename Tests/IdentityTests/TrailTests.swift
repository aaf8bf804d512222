import Identity
import Payments
import Postgres
import Testing

@Suite("The trail")
struct TrailTests {
    @Test("each change writes one line, and linking them makes a chain that holds and knows its earlier heads")
    func chain() async throws {
        let house = try await filled()
        let first = try await audit(house)
        #expect(first.links == 5 && first.pending == 0 && first.firstBreak == nil)
        _ = try await house.register("late@example.org")
        #expect(try await audit(house).pending == 1)
        try await link(house)
        let second = try await audit(house, lookingFor: first.head)
        #expect(second.links == 6 && second.head != first.head && second.numberOfAskedHash == 5)
    }

    @Test("a changed line, a changed link, a removed line and exchanged lines are found where they are")
    func tampering() async throws {
        let changes: [(script: String, number: Int64?, reason: TrailAudit.Break.Reason)] = [
            ("UPDATE trail_entry SET outcome = 'done!' WHERE id = \(Self.entry(3))", 3, .changed),
            ("UPDATE trail_entry SET actor = sha256(actor) WHERE id = \(Self.entry(4))", 4, .changed),
            ("UPDATE trail_link SET hash = sha256(hash) WHERE number = 2", 2, .changed),
            ("DELETE FROM trail_entry WHERE id = \(Self.entry(4))", 4, .lineMissing),
            ("DELETE FROM trail_link WHERE number = 1", 1, .linkMissing),
            (
                """
                CREATE TEMP TABLE two AS SELECT number, entry FROM trail_link WHERE number IN (2, 3);
                UPDATE trail_link SET entry = gen_random_uuid() WHERE number IN (2, 3);
                UPDATE trail_link AS l SET entry = two.entry FROM two WHERE l.number = 5 - two.number
                """, 2, .changed
            ),
            ("DELETE FROM trail_link WHERE number = 5", nil, .unlinked),
        ]
        for change in changes {
            let house = try await filled()
            try await asOwner(house, change.script)
            let found = try await audit(house).firstBreak
            #expect(found?.number == change.number && found?.reason == change.reason, "\(change.script)")
        }
    }

    @Test("an end that was cut off with its lines is found by whoever knows the head")
    func cut() async throws {
        let house = try await filled()
        let head = try await audit(house).head
        try await asOwner(
            house,
            """
            DELETE FROM trail_entry WHERE id = \(Self.entry(5));
            DELETE FROM trail_link WHERE number = 5
            """)
        let finding = try await audit(house, lookingFor: head)
        #expect(finding.firstBreak == nil && finding.links == 4 && finding.numberOfAskedHash == nil)
    }

    @Test("lines are neither changed nor removed, not even by who owns the tables")
    func appendOnly() async throws {
        let house = try await filled()
        for script in [
            "UPDATE trail_entry SET outcome = 'x'", "DELETE FROM trail_entry", "TRUNCATE trail_entry",
            "UPDATE trail_link SET number = number + 1", "DELETE FROM trail_link",
        ] {
            await #expect(throws: PostgresError.self, "\(script)") {
                try await house.pool.run { try $0.execute(script: script) }
            }
        }
    }

    @Test("erasing a person leaves the chain whole, and nothing that says who it was")
    func erasure() async throws {
        let house = try await filled()
        let ann = try await house.register("ann@example.org", userName: "ann", password: "correct horse")
        _ = try await house.service.logIn(name: "ann", password: "correct horse", address: "1.2.3.4")
        try await link(house)
        let before = try await parts(house)
        #expect(before.changed == 0 && before.erased == 0)
        #expect(try await house.service.trail.readings(of: ann.id, limit: 10, in: house.pool).count == 2)
        try await house.service.erase(ann.id, by: .command)
        try await link(house)
        let after = try await parts(house)
        #expect(after.changed == 0 && after.erased == 3 && after.whole == before.whole - 2)
        #expect(try await audit(house).firstBreak == nil)
        #expect(try await house.service.trail.readings(of: ann.id, limit: 10, in: house.pool).isEmpty)
    }

    @Test("a part that says another person than its line was written with is found")
    func parts() async throws {
        let house = try await filled()
        try await asOwner(
            house,
            """
            UPDATE trail_part SET sealed = other.sealed FROM (SELECT sealed FROM trail_part LIMIT 1) AS other
            WHERE entry = \(Self.entry(5))
            """)
        #expect(try await parts(house).changed == 1)
        #expect(try await audit(house).firstBreak == nil)
    }

    @Test("two who link at the same time make one chain, without a gap or a line left out")
    func together() async throws {
        let house = try await filled(count: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { _ = try await house.register("p\(number)@example.org") }
                group.addTask { try await link(house) }
            }
            try await group.waitForAll()
        }
        try await link(house)
        let finding = try await audit(house)
        #expect(finding.links == 20 && finding.pending == 0 && finding.firstBreak == nil)
    }

    private static func entry(_ number: Int) -> String { "(SELECT entry FROM trail_link WHERE number = \(number))" }

    private func filled(count: Int = 5) async throws -> IdentityHouse {
        let house = try await IdentityHouse()
        for number in 0..<count { _ = try await house.register("p\(number)@example.org") }
        try await link(house)
        return house
    }

    private func link(_ house: IdentityHouse) async throws {
        _ = try await house.pool.run { try TrailChain.extend(on: $0) }
    }

    private func audit(
        _ house: IdentityHouse, lookingFor hash: [UInt8]? = nil
    ) async throws -> TrailAudit.Finding {
        try await house.pool.run { try TrailAudit.run(on: $0, lookingFor: hash) }
    }

    private func parts(_ house: IdentityHouse) async throws -> Trail.PartsFinding {
        let trail = house.service.trail
        return try await house.pool.run { try trail.checkParts(on: $0) }
    }

    /// As somebody who owns the tables and switches their triggers off.
    private func asOwner(_ house: IdentityHouse, _ script: String) async throws {
        try await house.pool.run {
            try $0.execute(script: "SET LOCAL session_replication_role = replica; \(script)")
        }
    }
}
