import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat

/// For those who watch over the simulator: its memory and its rules.
struct AdminRoutes: Sendable {
    static let maximumRuleBytes = 1 << 20

    let ledger: Ledger

    func add(to router: Router<SimulatorContext>) {
        router.get("ledger") { _, _ in try Self.json(ledger.report()) }
        router.get("rules") { _, _ in try Self.json(ledger.rules) }
        router.put("rules") { request, _ in try await replaceRules(request) }
    }

    private func replaceRules(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: Self.maximumRuleBytes)
        do {
            let rules = try JSONDecoder().decode(Rules.self, from: Data(buffer: body))
            ledger.replace(rules: rules)
            return try Self.json(rules)
        } catch let error as DecodingError {
            throw HTTPError(.badRequest, message: "\(error)")
        }
    }

    private static func json(_ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let body = ByteBuffer(data: try encoder.encode(value))
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body)
        )
    }
}
