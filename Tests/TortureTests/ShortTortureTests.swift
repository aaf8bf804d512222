import FoundationEssentials
import Testing
import Torture

/// A short run with everything in it; longer ones are `giro torture --minutes 10`.
@Suite("A short torture finds nothing", .serialized)
struct ShortTortureTests {
    @Test("half a minute of faults of every kind ends without a violation", .timeLimit(.minutes(6)))
    func shortRun() async throws {
        let directory = try RunDirectory()
        var configuration = TortureConfiguration(
            seed: 2026, duration: .seconds(30), directory: directory.path,
            executable: TortureConfiguration.ownExecutable())
        configuration.processes = 2
        configuration.rate = 60
        let report = try await Torture.run(configuration)
        #expect(report.findings == [], "seed \(report.seed), logs: \(directory.path)")
        #expect(report.kills > 0)
        if report.isClean { directory.remove() }
    }
}
