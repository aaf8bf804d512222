import Kafka
import Lane
import Logging
import ServiceLifecycle

extension EmbeddedStack {
    /// Runs the workers until `body` returns (with its result) or a signal asks for the end (then `nil`).
    ///
    /// - Parameter others: services that run beside the workers. Those go on when one of these fails.
    ///
    /// What is on its way between the workers when the end comes is finished first, for some seconds: the broker
    /// forgets.
    ///
    /// - Parameter services: run beside the workers, from before them until after them.
    @discardableResult
    public func run<Result: Sendable>(
        logger: Logger, services: [any Service] = [], also others: [any Service] = [],
        _ body: @escaping @Sendable (EmbeddedStack) async throws -> Result
    ) async throws -> Result? {
        let visit = Visit(stack: self, body: body)
        var quiet = logger
        quiet.logLevel = .error
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }
                    + workers.map { .init(service: $0, successTerminationBehavior: .ignore) }
                    + others.map { .init(service: $0, failureTerminationBehavior: .ignore) }
                    + [.init(service: visit, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigint, .sigterm], logger: quiet))
        try await group.run()
        return await visit.result
    }

    /// Waits until the workers own every lane of their topics.
    public func awaitReady(within timeout: Duration = .seconds(30)) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        while clock.now < deadline {
            if lanesOwned >= lanesExpected { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw StackError(.notReady, "after \(timeout) the workers own \(lanesOwned) of \(lanesExpected) lanes")
    }

    private var lanesOwned: Int { workers.reduce(0) { $0 + $1.progress.lanes.count } }

    private var lanesExpected: Int { RunningWorker.inputs.reduce(0) { $0 + $1.value.count } * Int(Self.partitions) }

    /// Waits until nothing was applied for a while.
    func settle(within timeout: Duration) async {
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        var before = -1
        while clock.now < deadline {
            let applied = workers.reduce(0) { $0 + $1.progress.appliedItems }
            if applied == before { return }
            before = applied
            try? await Task.sleep(for: .milliseconds(400))
        }
    }
}

/// The reason the stack runs: what is done while it is up. Comes last in the group, so it is the first to be stopped.
private actor Visit<Result: Sendable>: Service {
    private let stack: EmbeddedStack
    private let body: @Sendable (EmbeddedStack) async throws -> Result
    private(set) var result: Result?

    init(stack: EmbeddedStack, body: @escaping @Sendable (EmbeddedStack) async throws -> Result) {
        self.stack = stack
        self.body = body
    }

    func run() async throws {
        let body = body
        let stack = stack
        result = try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body(stack) }
            group.addTask {
                try? await gracefulShutdown()
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            return first
        }
        await stack.settle(within: .seconds(5))
    }
}
