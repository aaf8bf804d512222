import FoundationEssentials
import Testing
import Torture

/// A short run with everything in it; longer ones are `giro torture --minutes 10`.
@Suite("A short torture finds nothing", .serialized)
struct ShortTortureTests {
    @Test("two minutes of faults of every kind ends without a violation", .timeLimit(.minutes(15)))
    func shortRun() async throws {
        // librdkafka's embedded broker sometimes ends by an assertion of its own: such a run says nothing.
        for _ in 1...3 {
            do {
                return try await run()
            } catch let error as TortureError where error.kind == .broker {
                print("the embedded broker ended; once more: \(error)")
            }
        }
        Issue.record("the embedded broker ended in three runs")
    }

    private func run() async throws {
        let directory = try RunDirectory()
        var configuration = TortureConfiguration(
            seed: 2026, duration: .seconds(120), directory: directory.path,
            executable: TortureConfiguration.ownExecutable())
        configuration.processes = 2
        configuration.rate = 60
        let report = try await Torture.run(configuration)
        #expect(report.findings == [], "seed \(report.seed), logs: \(directory.path)")
        #expect(report.kills > 0)
        #expect(report.hostile > 0)
        if report.isClean { directory.remove() }
    }
}
