import Foundation
import TestSupport
import Testing

@Suite("The README's session over HTTP", .serialized)
struct ReadmeTests {
    @Test("registering, logging in, a deposit, a transfer, a bill and a withdrawal are answered as printed")
    func session() async throws {
        let section = try section("## The same over HTTP")
        let printed = try block("text", in: section)
        let ground = try await Ground()
        let script = try block("sh", in: section).replacingOccurrences(of: "http://127.0.0.1:8080", with: ground.url)
        let (output, code) = try await GiroProcess.shell(script, in: ground.directory)
        #expect(code == 0, "\(output)")
        #expect(Self.lasting(output) == Self.lasting(printed), "\(output)")
        // Pasted again it does all of it again, for other people.
        let (again, _) = try await GiroProcess.shell(script, in: ground.directory)
        #expect(Self.lasting(again) == Self.lasting(printed), "\(again)")
        await ground.stop()
    }

    /// The lines that are the same each time: ids and times are others.
    private static func lasting(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { String($0) }.filter {
            line in !["created_at", "user_id", "email", "username"].contains { line.contains("\"\($0)\"") }
        }
    }

    private func section(_ heading: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        return try #require(readme.components(separatedBy: "\n\(heading)\n").dropFirst().first)
    }

    private func block(_ language: String, in section: String) throws -> String {
        let fenced = try #require(section.components(separatedBy: "```\(language)\n").dropFirst().first)
        return try #require(fenced.components(separatedBy: "\n```").first)
    }
}
