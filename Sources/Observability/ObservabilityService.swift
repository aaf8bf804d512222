import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Serves `/metrics`, `/healthz` and `/readyz` of this process over plain HTTP, until graceful shutdown.
///
/// They name topics, codes and counts, never data; still they belong on loopback or an inner network. One event loop
/// thread; a handful of connections.
public final class ObservabilityService: Service, Sendable {
    private let host: String
    private let port: Int
    private let registry: MetricRegistry
    private let health: HealthSources
    private let logger: Logger
    private let served = Mutex<Int?>(nil)

    /// - Parameter port: 0 takes a free one.
    public init(host: String, port: Int, registry: MetricRegistry, health: HealthSources, logger: Logger) {
        self.host = host
        self.port = port
        self.registry = registry
        self.health = health
        self.logger = logger
        registry.collect { health.report().samples }
    }

    /// Of its metrics, once it listens.
    public var url: String? { served.withLock { $0 }.map { "http://\(host):\($0)/metrics" } }

    public func run() async throws {
        var quiet = logger
        quiet.logLevel = .error
        let application = Application(
            router: routes(),
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil, backlog: 16,
                availableConnectionsDelegate: MaximumAvailableConnections(32)),
            onServerRunning: { [self] channel in listening(on: channel.localAddress?.port ?? port) },
            eventLoopGroupProvider: .shared(Self.loop), logger: quiet)
        do {
            try await application.run()
        } catch let error as IOError {
            throw ListenError(address: "\(host):\(port)", reason: error.errnoCode)
        }
    }

    /// Lives as long as the process: the server closes its last connections in a task that outlives its `run`.
    private static let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private func listening(on port: Int) {
        served.withLock { $0 = port }
        logger.notice("metrics and health are served", metadata: ["address": "http://\(host):\(port)"])
    }

    private func routes() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("metrics") { [registry] _, _ in
            Self.answer(.ok, PrometheusText.contentType, registry.text())
        }
        router.get("healthz") { [health] _, _ in
            let report = health.report()
            return Self.answer(report.isHealthy ? .ok : .serviceUnavailable, "application/json", report.healthJSON)
        }
        router.get("readyz") { [health] _, _ in
            let report = health.report()
            return Self.answer(report.isReady ? .ok : .serviceUnavailable, "application/json", report.readinessJSON)
        }
        return router
    }

    private static func answer(_ status: HTTPResponse.Status, _ type: String, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// The address of `metrics.listen` cannot be taken.
public struct ListenError: Error, CustomStringConvertible {
    public let address: String
    let reason: CInt

    public var description: String {
        "metrics.listen: cannot listen on \(address): \(String(cString: strerror(reason)))"
    }
}
