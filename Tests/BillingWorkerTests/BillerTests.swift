import BillingWorker
import Lane
import Messages
import Payments
import Testing

@Suite("Announcements of billers")
struct BillerTests {
    private func endpoint(_ desk: Desk) throws -> String? {
        let sample = Sample()
        try desk.run(sample.message())
        return BillerInstruction(callBody: try desk.call(sample.payment).body)?.endpoint
    }

    @Test("the later of two announcements counts, in one batch and in two, in either order")
    func latest() throws {
        for isTogether in [true, false] {
            for isReversed in [true, false] {
                let desk = try Desk()
                var causes: [Cause<BillingMessage, BillerOutcome>] = [
                    .message(try announced(endpoint: "http://old"), desk.origin(timestamp: 10, offset: 5)),
                    .message(try announced(endpoint: "http://new"), desk.origin(timestamp: 20, offset: 6)),
                ]
                if isReversed { causes.reverse() }
                if isTogether { try desk.run(causes) } else { for cause in causes { try desk.run([cause]) } }
                #expect(try endpoint(desk) == "http://new")
            }
        }
    }

    @Test("within a partition the place counts, whatever the producers' clocks say")
    func skewedClocks() throws {
        let desk = try Desk()
        try desk.run([.message(try announced(endpoint: "http://old"), desk.origin(timestamp: 1_000, offset: 5))])
        try desk.run([.message(try announced(endpoint: "http://new"), desk.origin(timestamp: 20, offset: 6))])
        #expect(try endpoint(desk) == "http://new")
    }

    @Test("on a new cluster, which counts from zero again, the later time counts")
    func newCluster() throws {
        let desk = try Desk()
        func announce(_ endpoint: String, at timestamp: Int64, offset: Int64) throws {
            try desk.run([
                .message(try announced(endpoint: endpoint), desk.origin(timestamp: timestamp, offset: offset))
            ])
        }
        try desk.database.moveLane(of: "biller.updated", to: "one")
        try announce("http://old", at: 10, offset: 500)
        try desk.database.moveLane(of: "biller.updated", to: "two")
        try announce("http://older", at: 9, offset: 0)
        #expect(try endpoint(desk) == "http://old", "what was copied from the former cluster")
        try announce("http://same", at: 10, offset: 1)
        #expect(try endpoint(desk) == "http://same", "of equal times the one that is handled later")
        try announce("http://new", at: 5, offset: 2)
        #expect(try endpoint(desk) == "http://new", "in one log the place counts again")
    }

    @Test("an announcement of a clock that is ahead wins for as long as it is the newest, and no longer")
    func clockAhead() throws {
        let desk = try Desk()
        try desk.database.moveLane(of: "biller.updated", to: "one")
        let ahead = desk.origin(timestamp: 7_000_000_000_000_000, offset: 3)
        try desk.run([.message(try announced(endpoint: "http://ahead"), ahead)])
        try desk.database.moveLane(of: "biller.updated", to: "two")
        try desk.run([.message(try announced(endpoint: "http://new"), desk.origin(offset: 0))])
        #expect(try endpoint(desk) == "http://new")
    }

    @Test("a row of before logs were told apart follows its lane's next message")
    func beforeLogs() throws {
        let desk = try Desk()
        try desk.run([.message(try announced(endpoint: "http://old"), desk.origin(timestamp: 1_000, offset: 5))])
        try desk.database.moveLane(of: "biller.updated", to: "one")
        try desk.run([.message(try announced(endpoint: "http://new"), desk.origin(timestamp: 20, offset: 6))])
        #expect(try endpoint(desk) == "http://new")
    }

    @Test("a payment that never reached its biller follows it to a new address, one that may have does not")
    func movedBiller() throws {
        let desk = try Desk()
        let unsent = Sample()
        let sent = Sample()
        try desk.run(announced(endpoint: "http://old"))
        try desk.run(unsent.message(), sent.message())
        try desk.end(sent.payment, .lost)
        try desk.run(announced(endpoint: "http://new"))
        try desk.end(unsent.payment, .unreached)
        try desk.end(sent.payment, .unreached)
        let endpoints = try [unsent, sent].map { BillerInstruction(callBody: try desk.call($0.payment).body)?.endpoint }
        #expect(endpoints == ["http://new", "http://old"])
    }

    @Test("disabling a biller fails what never reached it, and nothing else")
    func disabledBiller() throws {
        let desk = try Desk()
        let unsent = Sample()
        let sent = Sample()
        try desk.run(announced())
        try desk.run(unsent.message(), sent.message())
        try desk.end(sent.payment, .lost)
        try desk.run(announced(enabled: false))
        #expect(
            try desk.end(unsent.payment, .unreached).events.map(\.event) == [
                try unsent.failed(.billerDisabled).event()
            ])
        #expect(try desk.end(sent.payment, .unreached).events.isEmpty)
        #expect(try desk.end(sent.payment, .accepted(receipt: nil)).events.count == 1)
    }
}
