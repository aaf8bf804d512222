import FoundationEssentials
import Lane
import Operations
import Testing
import Torture

/// Every worker dies at every stage of its lanes, is started again, and nothing is lost or done twice.
@Suite("A worker may die at any stage", .serialized)
struct StageTests {
    @Test(
        "each worker is killed at each stage it comes by, and every payment ends as it should", .timeLimit(.minutes(6)))
    func everyStage() async throws {
        let directory = try RunDirectory()
        var configuration = TortureConfiguration(
            seed: 11, duration: .seconds(220), directory: directory.path,
            executable: TortureConfiguration.ownExecutable())
        configuration.processes = 1
        configuration.rate = 40
        configuration.faults = .none
        configuration.stages = StageCoverage.stages(of: Databases.workers)
        let report = try await Torture.run(configuration)
        #expect(report.findings == [], "logs: \(directory.path)")
        let planned = configuration.stages.values.reduce(0) { $0 + $1.count }
        #expect(report.stageDeaths.values.reduce(0, +) == planned)
        if report.isClean { directory.remove() }
    }

    @Test("whoever is exempt from a stage is a worker, with a reason")
    func exemptions() {
        for stage in Stage.allCases {
            guard let exemption = StageCoverage.exemption(at: stage) else { continue }
            #expect(Set(exemption.workers).isSubset(of: Databases.workers))
            #expect(!exemption.reason.isEmpty)
        }
    }
}
