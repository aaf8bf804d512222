import Hummingbird
import HummingbirdCore
import Identity
import Kafka
import Logging
import Payments
import Postgres
import ServiceLifecycle
import Synchronization

/// The HTTP API as a service. Keeps nothing: any number of them can run side by side behind one address.
public final class Gateway: Service {
    private let configuration: GatewayConfiguration
    private let logger: Logger
    private let pools: Pools
    private let relay: OutboxRelay
    private let rates: RateLimiter
    public let identity: IdentityService
    private let services: Services
    private let address = BoundAddress()

    /// - Throws: `IdentityError` with code `invalid_keys` for secrets that cannot be used.
    public init(_ configuration: GatewayConfiguration, logger: Logger) async throws {
        self.configuration = configuration
        self.logger = logger
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
            ], kafka: configuration.kafka, logger: logger)
        identity = IdentityService(
            pool: pools.identity, root: root, vault: vault,
            tokens: try await TokenKeys(
                NamedSecrets(secrets.tokenKeys, purpose: "token"), issuer: configuration.issuer),
            passwords: PasswordHasher(concurrent: configuration.limits.passwords, maximumWaiting: 100),
            lifetimes: configuration.lifetimes, onOutgoing: { relay.ring() })
        services = Services(
            identity: identity, reads: Reads(readSide: pools.reader, own: pools.gateway),
            orders: PaymentOrders(pool: pools.gateway, trail: identity.trail, onOutgoing: { relay.ring() }),
            trail: TrailWriter(trail: identity.trail, pool: pools.gateway, logger: logger),
            codes: CodeDesk(identity: identity, mail: configuration.codeMail, logger: logger),
            watch: PaymentWatch(readSide: pools.reader), pages: try Pages(), configuration: configuration)
        rates = RateLimiter(pool: pools.gateway)
        self.pools = pools
        self.relay = relay
    }

    /// The schema's tables.
    public static let migrations = [
        Migration(number: 1, name: "gateway", sql: PackageResources._001_gateway_sql),
        Migration(number: 2, name: "trail", sql: PackageResources._002_trail_sql),
    ]

    /// Every operation, as `GET /v1/profile`.
    public static let operations = Endpoints.all.map { "\($0.method.rawValue) \($0.path)" }

    /// The code of every refusal.
    public static let problemCodes = Problem.Code.allCases.map(\.rawValue)

    /// `http://host:port` once it listens; nil when it stopped without.
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
            try await services.acting(act).erase(person)
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
        let application = application()
        try await withThrowingTaskGroup(of: Void.self) { background in
            background.addTask { [relay] in await relay.run() }
            background.addTask { [self] in await tend() }
            defer { background.cancelAll() }
            do {
                try await application.run()
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
            requests: IdempotentRequests(pool: pools.gateway, root: identity.root, vault: identity.vault),
            rates: rates, admission: Admission(limit: limits.requests), logger: logger)
        return Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(limits.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                        maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: { [address, configuration] channel in
                address.set("http://\(configuration.host):\(channel.localAddress?.port ?? 0)")
            },
            logger: logger)
    }

    /// Shares counts and goes on with the trail twice a second, and drops what is over now and then.
    private func tend() async {
        var beats = 0
        while !Task.isCancelled {
            try? await rates.share()
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
        gateway = pool(databases.gateway, databases.connections)
        reader = pool(databases.reader, databases.connections)
        publishingIdentity = pool(databases.identity, 1)
        publishingGateway = pool(databases.gateway, 1)
    }

    func close() {
        for pool in [identity, gateway, reader, publishingIdentity, publishingGateway] { pool.close() }
    }
}

/// Where the server listens, for those who wait for it.
private final class BoundAddress: Sendable {
    private struct State {
        var known: String??
        var waiters: [CheckedContinuation<String?, Never>] = []
    }

    private let state = Mutex(State())

    func set(_ text: String?) {
        let waiters = state.withLock { state in
            state.known = .some(text)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: text) }
    }

    func value() async -> String? {
        await withCheckedContinuation { waiter in
            let known: String?? = state.withLock { state in
                if state.known == nil { state.waiters.append(waiter) }
                return state.known
            }
            if let known { waiter.resume(returning: known) }
        }
    }
}
