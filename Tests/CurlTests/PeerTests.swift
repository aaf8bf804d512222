import BillerSimulator
import Curl
import Testing

@Suite("Addresses that a request may not go to")
struct PeerTests {
    private let client = CurlClient(maximumConcurrent: 4)

    @Test("a refused address is not connected to, whether it is written down or a name leads to it")
    func refused() async throws {
        try await BillerSimulator.running { simulator, base in
            let port = base.split(separator: ":").last ?? ""
            for host in ["127.0.0.1", "localhost"] {
                var request = HTTPRequest(method: "POST", url: "http://\(host):\(port)/payments", body: [1])
                request.isPeerAllowed = { $0.first != 127 && $0.last != 1 }
                let failure = await error { try await client.perform(request) }
                #expect(failure?.code == .addressRefused && failure?.mayHaveTakenEffect == false)
            }
            let sockets = try ClientSockets.count(to: base)
            #expect(sockets == 0)
        }
    }

    @Test("the rule is asked with the address, and an allowed one is connected to")
    func allowed() async throws {
        try await BillerSimulator.running { _, base in
            var request = HTTPRequest(url: base + "/ledger")
            request.isPeerAllowed = { $0 == [127, 0, 0, 1] }
            let answer = try await client.perform(request)
            #expect(answer.status == 200)
        }
    }
}
