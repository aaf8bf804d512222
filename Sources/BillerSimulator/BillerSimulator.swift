import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// A biller behind a real HTTP server, whose good and bad days are chosen by rules. It is idempotent: whatever happens
/// on the wire, a payment has its effect at most once, and `GET /ledger` shows it.
public final class BillerSimulator: Service, Sendable {
    private let configuration: SimulatorConfiguration
    private let logger: Logger
    private let ledger: Ledger
    private let address = Address()

    public init(
        configuration: SimulatorConfiguration = SimulatorConfiguration(), logger: Logger = Logger(label: "biller")
    ) {
        self.configuration = configuration
        self.logger = logger
        ledger = Ledger(rules: configuration.rules, maximumPayments: configuration.maximumPayments)
    }

    /// Serves until graceful shutdown or cancellation.
    public func run() async throws {
        let router = Router(context: SimulatorContext.self)
        PaymentRoutes(ledger: ledger, hold: configuration.hold).add(to: router)
        AdminRoutes(ledger: ledger).add(to: router)
        let application = Application(
            router: router,
            server: .http1(configuration: .init(additionalChannelHandlers: [SecondAnswer()])),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "giro-biller-simulator"
            ),
            onServerRunning: { [address, configuration] channel in
                address.set("http://\(configuration.host):\(channel.localAddress?.port ?? 0)")
            },
            logger: logger
        )
        defer { address.end() }
        try await application.run()
    }

    /// `http://host:port` once it listens; nil when it stopped without. A biller named "acme" has the endpoint
    /// `<baseURL>/billers/acme`, an unnamed one the base address itself.
    public func baseURL() async -> String? {
        await address.value()
    }

    public func report() -> LedgerReport {
        ledger.report()
    }

    public func replace(rules: Rules) {
        ledger.replace(rules: rules)
    }
}

/// A value that is waited for.
private final class Address: Sendable {
    private enum State {
        case awaited([CheckedContinuation<String?, Never>])
        case known(String?)
    }

    private let state = Mutex(State.awaited([]))

    func set(_ text: String) { resolve(text) }
    func end() { resolve(nil) }

    func value() async -> String? {
        await withCheckedContinuation { waiter in
            let known: String?? = state.withLock { state in
                switch state {
                case .known(let text): return .some(text)
                case .awaited(let waiters):
                    state = .awaited(waiters + [waiter])
                    return nil
                }
            }
            if let known { waiter.resume(returning: known) }
        }
    }

    private func resolve(_ text: String?) {
        let waiters: [CheckedContinuation<String?, Never>] = state.withLock { state in
            guard case .awaited(let waiters) = state else { return [] }
            state = .known(text)
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: text) }
    }
}
