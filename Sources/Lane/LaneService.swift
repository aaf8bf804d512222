import Kafka
import Logging
import Postgres
import ServiceLifecycle

/// Runs a worker: its lanes, its publisher, its calls. Stops gracefully, within the configured time.
public final class LaneService<W: Worker>: Service {
    private let worker: W
    private let configuration: EngineConfiguration
    private let logger: Logger
    private let control = EngineControl()

    public init(worker: W, configuration: EngineConfiguration, logger: Logger) {
        self.worker = worker
        self.configuration = configuration
        var logger = logger
        logger[metadataKey: "worker"] = "\(worker.name)"
        self.logger = logger
    }

    /// How far this process is.
    public var progress: EngineProgress { control.progress }

    /// Whether it is alive and can work.
    public var health: EngineHealth { control.health }

    /// Returns once the engine has stopped; throws what it could not go on with.
    public func run() async throws {
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await withCheckedThrowingContinuation { continuation in
                startThread("engine") { [worker, configuration, logger, control] in
                    do throws(KafkaError) {
                        let engine = try Engine(
                            worker: worker, configuration: configuration, logger: logger, control: control)
                        try engine.run()
                        control.ended()
                        continuation.resume()
                    } catch {
                        logger.critical("the engine cannot run", metadata: ["error": "\(error.debugDescription)"])
                        control.ended()
                        continuation.resume(throwing: error)
                    }
                }
            }
        } onCancelOrGracefulShutdown: {
            self.stop()
        }
    }

    /// Asks the engine to finish what is under way and to leave its group.
    public func stop() { control.stop() }
}

/// The engine's own tables, applied to a worker's schema before the worker's.
public enum LaneMigrations {
    public static let all = [
        Migration(number: 1, name: "lane", sql: PackageResources._001_lane_sql),
        Migration(number: 2, name: "control", sql: PackageResources._002_control_sql),
        Migration(number: 3, name: "vacuum", sql: PackageResources._003_vacuum_sql),
        Migration(number: 4, name: "in_hand", sql: PackageResources._004_in_hand_sql),
    ]

    /// Brings a worker's schema up to date: the engine's part, then the worker's own.
    public static func apply<W: Worker>(
        for worker: W, role: WorkerRole, on connection: Connection
    ) throws -> [Migration] {
        try Migrator(component: "lane", schema: role.schema, migrations: all, role: role.name).apply(on: connection)
            + Migrator(component: worker.name, schema: role.schema, migrations: worker.migrations, role: role.name)
            .apply(on: connection)
    }
}
