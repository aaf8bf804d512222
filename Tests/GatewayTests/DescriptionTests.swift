import Foundation
import Gateway
import Payments
import TestSupport
import Testing

@Suite("The description and the server", .serialized)
struct DescriptionTests {
    @Test("docs/openapi.yaml and the server have the same operations, and every code is documented")
    func operations() async throws {
        let ground = try await Ground()
        let reply = try await Client(url: ground.url).call("GET", "/openapi.json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(reply.text.utf8)) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let described = paths.flatMap { path, item in item.keys.map { "\($0.uppercased()) \(path)" } }
        #expect(Set(described) == Set(Gateway.operations))
        let schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]]
        #expect(schemas?["Currency"]?["enum"] as? [String] == Currency.all.map(\.code))
        let parameters = (document["components"] as? [String: Any])?["parameters"] as? [String: [String: Any]]
        let kinds = (parameters?["PaymentKind"]?["schema"] as? [String: Any])?["enum"] as? [String]
        #expect(Set(kinds ?? []) == Set(PaymentKind.allCases.map(\.rawValue)))
        #expect(try await Client(url: ground.url).call("GET", "/docs").text.contains("<!doctype html>"))
        #expect(try await Client(url: ground.url).call("GET", "/.well-known/jwks.json").text.contains("Ed25519"))
        let guide = try text("docs/api.md")
        for code in Gateway.problemCodes { #expect(guide.contains("| `\(code)` |"), "\(code)") }
        await ground.stop()
    }

    @Test(
        "schemathesis finds no answer that the description does not have",
        .enabled(if: Self.tool != nil, "schemathesis is not installed (scripts/setup test)"),
        arguments: ["a good token", "a bad token"])
    func schemathesis(with: String) async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        // Who has no token is soon answered: fewer tries say as much.
        let (token, effort) =
            with == "a bad token"
            ? ("nothing", "--max-examples 5 --phases examples,fuzzing")
            : (ann.token ?? "", "--max-examples 15 --phases examples,coverage,fuzzing")
        // One worker: Python's parser, which hypothesis reads sources with, is not safe for threads before 3.11.5.
        let (output, code) = try await GiroProcess.shell(
            """
            \(Self.tool ?? "") run \(ground.url)/openapi.json \(effort) --seed 1 --workers 1 \
                --exclude-checks \(Self.excluded) --exclude-path /v1/logout --exclude-path /v1/sessions \
                -H 'Authorization: Bearer \(token)' --no-color
            """, in: ground.directory)
        #expect(code == 0, "\(output.suffix(6_000))")
        await ground.stop()
    }

    /// What a text's length in bytes, a taken name or a stranger's account refuses is valid by the schema; tokens are
    /// tried by the table of `AccessTests`.
    private static let excluded = "positive_data_acceptance,ignored_auth,missing_required_header"

    private static let tool: String? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map { "\($0)/schemathesis" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    private func text(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}
