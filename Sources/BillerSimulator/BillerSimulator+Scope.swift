extension BillerSimulator {
    /// Runs while `body` does, and gives it the base address.
    package static func running<Result: Sendable>(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
        _ body: @Sendable (BillerSimulator, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let simulator = BillerSimulator(configuration: configuration)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            guard let baseURL = await simulator.baseURL() else {
                try await group.waitForAll()
                preconditionFailure("the simulator ended without an error")
            }
            defer { group.cancelAll() }
            return try await body(simulator, baseURL)
        }
    }

    package static func running<Result: Sendable>(
        _ rules: Rule..., body: @Sendable (BillerSimulator, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        try await running(SimulatorConfiguration(rules: Rules(rules)), body)
    }
}
