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
        try desk.run([.message(try announced(endpoint: "http://old"), desk.origin(timestamp: 10, offset: 500))])
        try desk.run([.message(try announced(endpoint: "http://new"), desk.origin(timestamp: 20, offset: 0))])
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
