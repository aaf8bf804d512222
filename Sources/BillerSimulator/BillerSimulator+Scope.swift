import Logging
import ServiceLifecycle

extension BillerSimulator {
    /// Runs while `body` does, and gives it the base address.
    package static func running<Result: Sendable>(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
        _ body: @Sendable (BillerSimulator, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "biller") { _ in SwiftLogNoOpLogHandler() }
        let simulator = BillerSimulator(configuration: configuration, logger: logger)
        let service = ServiceGroup(services: [simulator], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            guard let baseURL = await simulator.baseURL() else {
                try await group.waitForAll()
                preconditionFailure("the simulator ended without an error")
            }
            let result: Result
            do {
                result = try await body(simulator, baseURL)
            } catch {
                await service.triggerGracefulShutdown()
                throw error
            }
            await service.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    package static func running<Result: Sendable>(
        _ rules: Rule..., body: @Sendable (BillerSimulator, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        try await running(SimulatorConfiguration(rules: Rules(rules)), body)
    }
}
