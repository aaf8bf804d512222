import BillerSimulator
import Foundation
import Model

/// `giro torture`, as a library: real processes, real faults, and afterwards the question whether anything is missing
/// or there twice.
public enum Torture {
    /// Runs it to its end. What is wrong is in the report; an error says that it could not be run.
    public static func run(_ configuration: TortureConfiguration) async throws -> TortureReport {
        try FileManager.default.createDirectory(
            atPath: configuration.directory, withIntermediateDirectories: true)
        let simulation = SimulatorConfiguration(rules: try rules())
        return try await BillerSimulator.running(simulation) { simulator, address in
            try await onThread {
                let run = try TortureRun(configuration, simulator: simulator, simulatorURL: address)
                return try run.run()
            }
        }
    }

    /// The workload's own, but that who is late is later than billing waits.
    private static func rules() throws -> Rules {
        var rules = try JSONDecoder().decode(Rules.self, from: Data(BillerRule.json()))
        for index in rules.rules.indices {
            if case .late = rules.rules[index].behaviour { rules.rules[index].behaviour = .late(milliseconds: 1_500) }
        }
        return rules
    }

    /// The run waits and blocks all the time, and the simulator needs the threads that Swift's tasks share.
    private static func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try body() })
            }
        }
    }
}
