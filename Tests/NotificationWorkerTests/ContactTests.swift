import Lane
import Messages
import NotificationWorker
import Payments
import Testing

@Suite("The address book")
struct ContactTests {
    private let desk: Desk

    init() throws {
        desk = try Desk()
    }

    private func update(_ email: String, partition: Int32 = 0, offset: Int64, at time: Int64 = 1) throws -> Desk.Cause {
        .message(
            try contact(email: email),
            Origin(topic: "contact.updated", partition: partition, offset: offset, timestamp: time))
    }

    @Test("an older message never replaces a newer one, in one batch or in several")
    func order() throws {
        try desk.run([
            update("b@x.example", offset: 2), update("c@x.example", offset: 3), update("a@x.example", offset: 1),
        ])
        #expect(try desk.database.contacts() == ["wallet:ann c@x.example -"])
        try desk.run([update("b@x.example", offset: 2)])
        #expect(try desk.database.contacts() == ["wallet:ann c@x.example -"])
        try desk.run([update("d@x.example", offset: 4)])
        #expect(try desk.database.contacts() == ["wallet:ann d@x.example -"])
    }

    @Test("on a topic that was given other partitions the later message counts")
    func partitions() throws {
        try desk.run([update("a@x.example", partition: 0, offset: 900, at: 10)])
        try desk.run([update("b@x.example", partition: 3, offset: 1, at: 20)])
        try desk.run([update("c@x.example", partition: 0, offset: 901, at: 15)])
        #expect(try desk.database.contacts() == ["wallet:ann b@x.example -"])
    }

    private func moveLane(to cluster: String, era: String? = nil) throws {
        try desk.database.admin.execute(
            script: """
                INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id)
                VALUES ('contact.updated', 0, 0, 'test', '\(cluster)')
                ON CONFLICT (topic, partition) DO UPDATE SET cluster_id = excluded.cluster_id,
                    era = \(era == nil ? "cursor.era" : "gen_random_uuid()")
                """)
    }

    @Test("on a new cluster, which counts from zero again, the later message counts, a removal too")
    func newCluster() throws {
        try moveLane(to: "one")
        try desk.run([update("old@x.example", offset: 900, at: 10)])
        try moveLane(to: "two")
        try desk.run([update("copied@x.example", offset: 0, at: 9)])
        #expect(try desk.database.contacts() == ["wallet:ann old@x.example -"])
        try desk.run([update("new@x.example", offset: 1, at: 11)])
        #expect(try desk.database.contacts() == ["wallet:ann new@x.example -"])
        try moveLane(to: "three")
        try desk.run([
            .message(
                .contactRemoved(account("wallet:ann")),
                Origin(topic: "contact.updated", partition: 0, offset: 0, timestamp: 12))
        ])
        #expect(try desk.database.contacts() == ["wallet:ann - -"])
    }

    @Test("on a topic that was made again in the same cluster the later message counts")
    func newTopic() throws {
        try moveLane(to: "one")
        try desk.run([update("old@x.example", offset: 900, at: 10)])
        try moveLane(to: "one", era: "new")
        try desk.run([update("new@x.example", offset: 0, at: 11)])
        try desk.run([update("newer@x.example", offset: 1, at: 5)])
        #expect(try desk.database.contacts() == ["wallet:ann newer@x.example -"])
    }

    @Test("a contact that was taken back is forgotten, and stays so when older messages are read again")
    func removal() async throws {
        try desk.run(contact(name: "Ann"), .contactRemoved(account("wallet:ann")), .send(notification()))
        #expect(try desk.database.contacts() == ["wallet:ann - -"])
        #expect(try desk.database.mails() == ["payment_settled wallet:ann no_address - 0"])
        try desk.run([update("a@x.example", offset: 0)])
        #expect(try desk.database.contacts() == ["wallet:ann - -"])
    }

    @Test("a contact that was taken back while its mail waited gets none")
    func removedWhileWaiting() async throws {
        desk.transport.answer(.later(code: "smtp_450"))
        try desk.run(contact(), .send(notification()))
        try await desk.settle()
        try desk.run(.contactRemoved(account("wallet:ann")))
        desk.now += 3_600_000_000
        try await desk.settle()
        #expect(desk.transport.mails.count == 1)
        #expect(try desk.database.mails() == ["payment_settled wallet:ann no_address - 1"])
    }

    @Test("a contact of the same batch is known to its notifications, before or after them")
    func sameBatch() async throws {
        try desk.run(.send(notification()), contact(name: "Ann"))
        try await desk.settle()
        #expect(desk.transport.mails.count == 1)
    }

    @Test("addresses and names are in the address book only")
    func privacy() async throws {
        desk.transport.answer(.later(code: "smtp_450"))
        try desk.run(contact(email: "ann.secret@wallet.example", name: "Ann Hidden"), .send(notification()))
        let bodies = desk.calls.values.map { String(decoding: $0.body, as: UTF8.self) + $0.key }
        try await desk.settle()
        let mails = desk.transport.mails
        let said = [try desk.database.mailTable()] + bodies + mails.map(\.name)
        #expect(bodies.count == 1 && mails.count == 1)
        for text in said { #expect(!text.contains("secret") && !text.contains("Hidden")) }
    }
}
