/// Whether the gateway can read, found out once for all who ask within a second: asking is open to everybody and is
/// counted for nobody, so it must cost no more when it is done often.
actor Readiness {
    private let lifetime: Duration
    private var last: (outcome: Result<Void, any Error>, at: ContinuousClock.Instant)?
    private var underWay: Task<Void, any Error>?

    init(lifetime: Duration = .seconds(1)) { self.lifetime = lifetime }

    /// - Parameter probe: asks the databases; run by one caller while the others wait for its outcome.
    func check(_ probe: @escaping @Sendable () async throws -> Void) async throws {
        if let last, .now - last.at < lifetime { return try last.outcome.get() }
        if let underWay { return try await underWay.value }
        let task = Task { try await probe() }
        underWay = task
        let outcome = await task.result
        underWay = nil
        last = (outcome, .now)
        try outcome.get()
    }
}
