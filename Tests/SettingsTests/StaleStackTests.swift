import Foundation
import Settings
import Testing

@Suite("An environment that was read from a stack's file")
struct StaleStackTests {
    @Test("is told from the one of the start that runs, and what to do is said")
    func stale() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/giro-stale-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var environment = [StaleStack.directoryName: folder, StaleStack.startName: "first"]

        let stopped = try #require(StaleStack(environment: environment))
        #expect(stopped.sentence.contains("giro up"))
        #expect(stopped.environmentFile == nil)

        let text = EnvironmentFile.text(of: [(StaleStack.startName, "second")].map { (name: $0.0, value: $0.1) })
        try Data(text.utf8).write(to: URL(filePath: folder + "/giro.env"))
        let stale = try #require(StaleStack(environment: environment))
        #expect(stale.sentence.contains("set -a; . '\(folder)/giro.env'; set +a"))

        environment[StaleStack.startName] = "second"
        #expect(StaleStack(environment: environment) == nil)
        #expect(StaleStack(environment: [:]) == nil)
    }

    @Test(
        "addresses are shown without users and passwords",
        arguments: [
            ("host=db port=5433 user=u password=p", "db:5433"), ("host='/run/pg' port=1", "/run/pg:1"),
            ("dbname=x", "localhost:5432"), ("postgresql://u:p@h1:1,h2:2/d?x=1", "h1:1,h2:2"),
        ])
    func addresses(conninfo: String, address: String) throws {
        #expect(try Fixture.load(flags: ["database.conninfo=\(conninfo)"]).databaseAddress == address)
    }
}
