import Lane

/// What a process says about the workers in it.
public struct HealthReport: Sendable {
    public struct Worker: Sendable {
        public let name: String
        let health: EngineHealth
        let stuckAfterMilliseconds: Int64

        /// No thread is stuck. A worker that has not begun, or has ended in good order, is not unhealthy.
        var isHealthy: Bool { health.isRunning ? stuckThreads.isEmpty : true }

        var stuckThreads: [String] {
            var threads: [String] = []
            if health.engineSilenceMilliseconds >= stuckAfterMilliseconds { threads.append("engine_stuck") }
            if health.publisherSilenceMilliseconds >= stuckAfterMilliseconds { threads.append("publisher_stuck") }
            return threads
        }

        /// Why it cannot work now; stable codes.
        var obstacles: [String] {
            var obstacles: [String] = []
            if !health.isRunning { obstacles.append("not_running") }
            if !health.hasAssignment { obstacles.append("no_lanes_yet") }
            if !health.isDatabaseUp { obstacles.append("database_down") }
            return obstacles + (health.isRunning ? stuckThreads : [])
        }
    }

    /// What a process serves beside workers.
    public struct Service: Sendable {
        public let name: String
        let health: ServiceHealth
    }

    public let workers: [Worker]
    public let services: [Service]

    public var isHealthy: Bool { workers.allSatisfy(\.isHealthy) && services.allSatisfy(\.health.isHealthy) }
    public var isReady: Bool {
        workers.allSatisfy(\.obstacles.isEmpty) && services.allSatisfy(\.health.obstacles.isEmpty)
    }

    /// For /healthz.
    public var healthJSON: String {
        json(isHealthy ? "healthy" : "stuck") { worker in
            [
                "\"healthy\":\(worker.isHealthy)",
                "\"engine_silence_ms\":\(worker.health.engineSilenceMilliseconds)",
                "\"publisher_silence_ms\":\(worker.health.publisherSilenceMilliseconds)",
            ]
        } service: {
            ["\"healthy\":\($0.health.isHealthy)"]
        }
    }

    /// For /readyz.
    public var readinessJSON: String {
        json(isReady ? "ready" : "not_ready") { worker in
            [
                "\"ready\":\(worker.obstacles.isEmpty)",
                "\"obstacles\":[\(worker.obstacles.map { "\"\($0)\"" }.joined(separator: ","))]",
                "\"lanes\":\(worker.health.lanes)", "\"halted\":\(worker.health.halted)",
            ]
        } service: {
            [
                "\"ready\":\($0.health.obstacles.isEmpty)",
                "\"obstacles\":[\($0.health.obstacles.map { "\"\($0)\"" }.joined(separator: ","))]",
            ]
        }
    }

    /// For the metrics.
    var samples: [MetricSample] {
        workers.flatMap { worker in
            let label = [("worker", worker.name)]
            return [
                MetricSample("giro_worker_healthy", label, worker.isHealthy ? 1 : 0),
                MetricSample("giro_worker_ready", label, worker.obstacles.isEmpty ? 1 : 0),
                MetricSample(
                    "giro_engine_silence_seconds", label, Double(worker.health.engineSilenceMilliseconds) / 1_000),
            ]
        } + services.map { MetricSample("giro_\($0.name)_ready", $0.health.obstacles.isEmpty ? 1 : 0) }
    }

    /// Names are the program's own words: nothing in them needs escaping.
    private func json(
        _ status: String, _ fields: (Worker) -> [String], service: (Service) -> [String]
    ) -> String {
        let rows = workers.map { "{\"worker\":\"\($0.name)\",\(fields($0).joined(separator: ","))}" }
        let others = services.map { "{\"service\":\"\($0.name)\",\(service($0).joined(separator: ","))}" }
        let list = others.isEmpty ? "" : ",\"services\":[\(others.joined(separator: ","))]"
        return "{\"status\":\"\(status)\",\"workers\":[\(rows.joined(separator: ","))]\(list)}\n"
    }
}
