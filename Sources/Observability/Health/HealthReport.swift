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

    public let workers: [Worker]

    public var isHealthy: Bool { workers.allSatisfy(\.isHealthy) }
    public var isReady: Bool { workers.allSatisfy(\.obstacles.isEmpty) }

    /// For /healthz.
    public var healthJSON: String {
        json(isHealthy ? "healthy" : "stuck") { worker in
            [
                "\"healthy\":\(worker.isHealthy)",
                "\"engine_silence_ms\":\(worker.health.engineSilenceMilliseconds)",
                "\"publisher_silence_ms\":\(worker.health.publisherSilenceMilliseconds)",
            ]
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
        }
    }

    /// Names are the program's own words: nothing in them needs escaping.
    private func json(_ status: String, _ fields: (Worker) -> [String]) -> String {
        let rows = workers.map { "{\"worker\":\"\($0.name)\",\(fields($0).joined(separator: ","))}" }
        return "{\"status\":\"\(status)\",\"workers\":[\(rows.joined(separator: ","))]}\n"
    }
}
