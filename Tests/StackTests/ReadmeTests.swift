import Foundation
import TestSupport
import Testing

@Suite("The README's session, as printed", .serialized)
struct ReadmeTests {
    @Test("a payment published with kcat as plain JSON is settled, and giro trace shows it")
    func session() async throws {
        let script = try block("sh", under: "## A payment of your own")
        #expect(script.contains("kcat") && script.contains("giro trace"))
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let up = try GiroProcess(["up"], in: directory)
        #expect(await up.says("Giro is up."), "\(up.output)")
        let (output, code) = try await GiroProcess.shell(script, in: directory)
        #expect(code == 0, "\(output)")
        #expect(output.contains("settled"), "\(output)")
        // What the printed trace says up to the money's arrival, this one says too; mails may still be on their way.
        let traced = Set(Transcript(output).lines)
        let printed = Transcript(try block("text", under: "## A payment of your own")).lines
        let lasting = printed.filter { !$0.contains("notification") && !$0.contains("mail ") }
        #expect(lasting.count > 10)
        for line in lasting { #expect(traced.contains(line), "\(line)\n\(output)") }
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)
    }

    /// The first fenced block of a language after a heading.
    private func block(_ language: String, under heading: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        let section = try #require(readme.components(separatedBy: "\n\(heading)\n").dropFirst().first)
        let fenced = try #require(section.components(separatedBy: "```\(language)\n").dropFirst().first)
        return try #require(fenced.components(separatedBy: "\n```").first)
    }
}
