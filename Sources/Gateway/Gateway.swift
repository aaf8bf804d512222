import Glibc
import Hummingbird
import HummingbirdCore
import Identity
import Kafka
import Logging
import Payments
import Postgres
import ServiceLifecycle

/// The HTTP API as a service. Keeps nothing: any number of them can run side by side behind one address.
public final class Gateway: Service {
    private let configuration: GatewayConfiguration
    private let logger: Logger
    private let pools: Pools
    private let relay: OutboxRelay
    private let rates: RateLimiter
    public let identity: IdentityService
    private let notices: NoticeDesk
    private let services: Services
    private let address = BoundAddress()
    private let state = HealthState()
    private let metrics = GatewayMetrics()
    private let gauges = GatewayGauges()
    private let admission: Places<CountedAddress>
    private let connections: Places<CountedAddress>
    private let certificate: ServerCertificate?

    /// - Throws: `IdentityError` with code `invalid_keys` for secrets that cannot be used, `GatewayError` with code
    ///   `invalid_certificate`.
    public init(_ configuration: GatewayConfiguration, logger: Logger) async throws {
        self.configuration = configuration
        self.logger = logger
        certificate = try configuration.certificate.map { try ServerCertificate($0, logger: logger) }
        admission = Places(total: configuration.limits.requests)
        connections = Places(
            total: configuration.limits.connections, each: configuration.limits.connectionsPerAddress)
        let pools = Pools(configuration.databases)
        let secrets = configuration.secrets
        let root = try RootKey(secrets.root)
        let vault = Vault(try NamedSecrets(secrets.dataKeys, purpose: "data"))
        let relay = OutboxRelay(
            outboxes: [
                Outbox(name: "gateway", pool: pools.publishingGateway) { $0 },
                Outbox(name: "identity", pool: pools.publishingIdentity) {
                    try vault.open($0, context: IdentityService.outboxContext)
                },
            ], kafka: configuration.kafka, health: state, logger: logger)
        identity = IdentityService(
            pool: pools.identity, root: root, vault: vault,
            tokens: try await TokenKeys(
                NamedSecrets(secrets.tokenKeys, purpose: "token"), issuer: configuration.issuer),
            passwords: PasswordHasher(concurrent: configuration.limits.passwords, maximumWaiting: 100),
            lifetimes: configuration.lifetimes, asksForSecondFactor: configuration.asksForSecondFactor,
            onOutgoing: { relay.ring() })
        notices = NoticeDesk(configuration, identity: identity, logger: logger)
        services = Services(
            house: House(
                identity: identity, reads: Reads(readSide: pools.reader, own: pools.gateway),
                orders: PaymentOrders(pool: pools.gateway, trail: identity.trail, onOutgoing: { relay.ring() }),
                trail: TrailWriter(trail: identity.trail, pool: pools.gateway, logger: logger),
                codes: CodeDesk(configuration, identity: identity, logger: logger),
                watch: PaymentWatch(
                    readSide: pools.reader,
                    most: min(configuration.limits.waits, max(1, configuration.limits.requests / 2)),
                    each: configuration.limits.waitsEach), webhooks: configuration.webhooks, pages: try Pages(),
                configuration: configuration))
        rates = RateLimiter(pool: pools.gateway)
        self.pools = pools
        self.relay = relay
    }

    /// The schema's tables.
    public static let migrations = [
        Migration(number: 1, name: "gateway", sql: PackageResources._001_gateway_sql),
        Migration(number: 2, name: "accepted_by_time", sql: PackageResources._002_accepted_by_time_sql),
        Migration(number: 3, name: "trail", sql: Trail.tables),
    ]

    /// Every operation, as `GET /v1/profile`.
    public static let operations = Endpoints.all.map(\.operation)

    /// The code of every refusal.
    public static let problemCodes = Problem.Code.allCases.map(\.rawValue)

    public var health: GatewayHealth { state.health }

    /// `http://host:port`, or `https`, once it listens; nil when it stopped without.
    public func baseURL() async -> String? { await address.value() }

    /// What is held about a person, as JSON, for an operator.
    ///
    /// - Throws: `IdentityError` with code `unknown_person`.
    public func exported(_ person: Identifier, by act: Act) async throws -> [UInt8] {
        try await services.trail.record(readOf: person, subject: nil, act)
        return Answer.json(try await services.export(of: person)).body
    }

    /// Erases what is held about a person.
    ///
    /// - Returns: the code of what forbids it now; nil when it is done.
    public func erase(_ person: Identifier, by act: Act) async throws -> String? {
        do {
            try await services.acting(act).erase(person, by: .command)
            return nil
        } catch let problem as Problem {
            return problem.code.rawValue
        }
    }

    /// Seals what lasts with the newest key, or only counts what is under which.
    public func reseal(changes: Bool) async throws -> [Resealing.Standing] {
        let resealing = Resealing(vault: identity.vault)
        let people = try await resealing.ofPeople(pools.identity, changes: changes)
        return people + (try await resealing.ofTrail("gateway", pools.gateway, changes: changes))
    }

    /// Serves until graceful shutdown: no new requests, then those under way are answered.
    ///
    /// - Throws: `GatewayError` with code `cannot_listen`.
    public func run() async throws {
        defer {
            address.set(nil)
            pools.close()
        }
        raiseFileLimit()
        let application = application()
        try await withThrowingTaskGroup(of: Void.self) { background in
            background.addTask { [relay] in await relay.run() }
            background.addTask { [notices] in await notices.run() }
            background.addTask { [self] in await tend() }
            defer { background.cancelAll() }
            do {
                try await withGracefulShutdownHandler {
                    try await application.run()
                } onGracefulShutdown: { [state] in
                    state.serving(false)
                }
                await services.trail.flush()
            } catch {
                logger.critical("the gateway cannot serve", metadata: ["error": "\(error)"])
                throw GatewayError(
                    .cannotListen, "the gateway cannot listen on \(configuration.host):\(configuration.port)")
            }
        }
    }

    private func application() -> some ApplicationProtocol {
        let limits = configuration.limits
        let responder = GatewayResponder(
            routes: RouteTable(Endpoints.all), services: services,
            requests: IdempotentRequests(
                pool: pools.gateway, root: identity.root, vault: identity.vault, metrics: metrics),
            rates: rates, admission: admission, metrics: metrics, cors: CrossOrigin(configuration.allowedOrigins),
            logger: logger)
        return Application(
            responder: ResponsePolicy(inner: responder, isSecure: certificate != nil), server: server(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: { [address, configuration, state, logger] channel in
                let scheme = configuration.certificate == nil ? "http" : "https"
                let url = "\(scheme)://\(configuration.host):\(channel.localAddress?.port ?? 0)"
                state.serving(true)
                address.set(url)
                logger.notice("the gateway serves", metadata: ["address": "\(url)"])
            },
            logger: logger)
    }

    private func server() -> HTTPServerBuilder {
        let limits = configuration.limits
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [HeaderDeadline(seconds: limits.headerSeconds)],
            idleTimeout: .seconds(limits.idleSeconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: 100)
        )
        return HTTPServerBuilder { [certificate, connections, configuration] responder in
            BoundedChannel(
                APIChannel(plain: HTTP1Channel(responder: responder, configuration: http), certificate: certificate),
                connections: connections, countsAddresses: configuration.addressHeader == nil)
        }
    }

    /// A connection is a file, and a shell allows 1,024 of them unless asked for more.
    private func raiseFileLimit() {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0 else { return }
        let wanted = rlim_t(configuration.limits.connections + 1_000)
        if limit.rlim_cur >= wanted { return }
        limit.rlim_cur = min(limit.rlim_max, wanted)
        setrlimit(files, &limit)
        if limit.rlim_cur < wanted {
            logger.warning(
                "fewer files may be open than connections are allowed", metadata: ["files": "\(limit.rlim_cur)"])
        }
    }

    /// Shares counts and goes on with the trail twice a second, looks around every other second, and drops what is over
    /// now and then.
    private func tend() async {
        var beats = 0
        while !Task.isCancelled {
            try? await rates.share()
            if beats % 4 == 0 { await lookAround() }
            if beats % 20 == 0 { certificate?.reload() }
            await services.trail.flush()
            await services.trail.link([pools.identity, pools.gateway])
            if beats % 1_200 == 0 {
                _ = try? await pools.gateway.run { connection in
                    try connection.execute(TidyGateway())
                    try connection.execute(ForgetParts())
                }
                try? await identity.tidy()
            }
            beats += 1
            try? await Task.sleep(for: .milliseconds(500))
        }
    }
}

extension Gateway {
    /// Whether the databases answer, and what waits in the outboxes.
    private func lookAround() async {
        do {
            for pool in [pools.reader, pools.identity, pools.gateway] {
                _ = try await pool.run { try $0.execute(Ping()) }
            }
            state.database(isUp: true)
        } catch is PoolOverloaded {
            // Too much work is no sign of a database that is away.
        } catch {
            state.database(isUp: false)
        }
        gauges.show(
            requests: admission.taken, limit: configuration.limits.requests, waits: services.watch.waiting)
        for (name, pool) in pools.named {
            gauges.show(pool, named: name)
        }
        for (name, pool) in [("gateway", pools.gateway), ("identity", pools.identity)] {
            do {
                for backlog in try await pool.query(OutboxBacklog()) { gauges.show(backlog, named: name) }
            } catch {
                logger.warning(
                    "an outbox could not be looked at", metadata: ["outbox": "\(name)", "error": "\(error)"])
            }
        }
    }
}

/// The connections of a gateway, by who they are and what for. Publishing holds one for as long as Kafka takes, so it
/// has its own.
private struct Pools: Sendable {
    let identity: ConnectionPool
    let gateway: ConnectionPool
    let reader: ConnectionPool
    let publishingIdentity: ConnectionPool
    let publishingGateway: ConnectionPool

    init(_ databases: GatewayConfiguration.Databases) {
        func pool(_ configuration: ConnectionConfiguration, _ connections: Int) -> ConnectionPool {
            ConnectionPool(configuration, connections: connections, maximumWaiting: databases.waiting)
        }
        identity = pool(databases.identity, databases.connections)
        gateway = pool(databases.gateway.forPages, databases.connections)
        reader = pool(databases.reader.forPages, databases.connections)
        publishingIdentity = pool(databases.identity, 1)
        publishingGateway = pool(databases.gateway, 1)
    }

    /// By the names that metrics have for them.
    var named: [(String, ConnectionPool)] {
        [
            ("identity", identity), ("gateway", gateway), ("reader", reader),
            ("publishing_identity", publishingIdentity), ("publishing_gateway", publishingGateway),
        ]
    }

    func close() {
        for (_, pool) in named { pool.close() }
    }
}
