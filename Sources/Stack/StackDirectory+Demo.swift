import FoundationEssentials
import Settings

/// What the demo remembers between runs on the same data.
extension StackDirectory {
    private struct Claim: Codable {
        let payments: Int
    }

    /// Data of one demo can be continued by the same demo only: another size has other balances.
    public func claimDemo(payments: Int) throws {
        if let former = read(demo).flatMap({ try? JSONDecoder().decode(Claim.self, from: Data($0.utf8)) }) {
            guard former.payments == payments else {
                throw StackError(
                    .otherData,
                    "the data here is of a demo with \(former.payments) payments; --fresh starts over with \(payments)")
            }
        } else {
            let data = try JSONEncoder().encode(Claim(payments: payments))
            try write(String(decoding: data, as: UTF8.self), to: demo)
        }
    }

    /// Where the running stack's biller simulator listens.
    public func simulatorURL() throws -> String {
        guard let port = read(simulatorPort) else { throw StackError(.notReady, "no stack has run in \(path)") }
        return "http://127.0.0.1:\(port)"
    }
}
