import Foundation

/// How long a worker takes from its start until it polls for the first time. It is told to end itself there.
struct StartRun {
    let ground: BenchGround

    private static let times = 5

    func medianMilliseconds() throws -> Double {
        Ratio.median(try (0..<Self.times).map { _ in try milliseconds() })
    }

    private func milliseconds() throws -> Double {
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        // A poll that finds nothing waits, which is not the start's time.
        process.arguments = ["worker", "billing", "--env-file", ground.environmentFile, "--set", "lane.poll=1ms"]
        process.environment = ProcessInfo.processInfo.environment.merging(["GIRO_CRASH_AT": "polled:1"]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let start = ContinuousClock.now
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .uncaughtSignal else {
            throw BenchError(.workerEnded, "the worker billing ended before it polled")
        }
        return (ContinuousClock.now - start).inSeconds * 1_000
    }
}
