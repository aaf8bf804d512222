import Lane

/// Where the health of this process's workers, and of what else it serves, is asked for.
public struct HealthSources: Sendable {
    private let workers: [(name: String, health: @Sendable () -> EngineHealth)]
    private let services: [(name: String, health: @Sendable () -> ServiceHealth)]
    private let stuckAfterMilliseconds: Int64

    /// - Parameter stuckAfterMilliseconds: how long a thread may be silent; longer than the longest single thing that
    ///   it waits for.
    public init(
        workers: [(name: String, health: @Sendable () -> EngineHealth)],
        services: [(name: String, health: @Sendable () -> ServiceHealth)] = [], stuckAfterMilliseconds: Int64
    ) {
        self.workers = workers
        self.services = services
        self.stuckAfterMilliseconds = stuckAfterMilliseconds
    }

    public func report() -> HealthReport {
        HealthReport(
            workers: workers.map { name, health in
                HealthReport.Worker(name: name, health: health(), stuckAfterMilliseconds: stuckAfterMilliseconds)
            },
            services: services.map { name, health in HealthReport.Service(name: name, health: health()) })
    }
}
