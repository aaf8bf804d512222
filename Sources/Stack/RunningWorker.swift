import BillingWorker
import Curl
import Lane
import Logging
import Messages
import NotificationWorker
import PaymentWorker
import Payments
import ServiceLifecycle
import Settings
import WalletWorker
import WebhookWorker
import Webhooks

/// One worker's process: the engine with its handler, and what it calls outside with.
public final class RunningWorker: Service {
    public let name: String
    private let engine: any Engine
    private let client: CurlClient?

    /// What of `LaneService` does not depend on the worker.
    private protocol Engine: Service {
        var progress: EngineProgress { get }
        var health: EngineHealth { get }
    }

    private struct LaneEngine<W: Worker>: Engine {
        let service: LaneService<W>
        var progress: EngineProgress { service.progress }
        var health: EngineHealth { service.health }
        func run() async throws { try await service.run() }
    }

    private init<W: Worker>(
        _ worker: W, _ settings: Settings, _ spans: (any SpanRecorder)?, _ logger: Logger, client: CurlClient? = nil
    ) {
        name = worker.name
        self.client = client
        var configuration = settings.engineConfiguration(for: worker.name)
        configuration.spans = spans
        engine = LaneEngine(service: LaneService(worker: worker, configuration: configuration, logger: logger))
    }

    /// How far it is.
    public var progress: EngineProgress { engine.progress }

    /// Whether it is alive and can work.
    public var health: EngineHealth { engine.health }

    public func run() async throws {
        defer { client?.shutdown() }
        try await engine.run()
    }
}

extension RunningWorker {
    /// Every worker, in the order in which a payment meets them.
    public static let names = ["wallet", "billing", "payment", "notification", "webhook"]

    /// Which topics each worker reads.
    static let inputs: [String: [String]] = Dictionary(
        uniqueKeysWithValues: names.map { name in
            (name, Catalogue.topics.filter { $0.consumers.contains(name) }.map(\.name))
        })

    /// - Parameter spans: where its spans go, if anywhere.
    /// - Returns: `nil` for a name that no worker has.
    public static func named(
        _ name: String, settings: Settings, spans: (any SpanRecorder)? = nil
    ) throws -> RunningWorker? {
        let logger = Logger(label: "giro.\(name)")
        switch name {
        case "wallet": return RunningWorker(WalletWorker(), settings, spans, logger)
        case "payment": return RunningWorker(PaymentWorker(), settings, spans, logger)
        case "billing":
            let client = CurlClient(
                maximumConcurrent: settings.billing.concurrentCalls * 4,
                maximumWaiting: settings.billing.waitingCalls * 4, name: "billers")
            return RunningWorker(billing(settings.billing, client, spans), settings, spans, logger, client: client)
        case "notification":
            return RunningWorker(try notification(settings.notification), settings, spans, logger)
        case "webhook":
            let client = CurlClient(
                maximumConcurrent: settings.webhook.concurrentCalls * 8, maximumWaiting: 1_024, name: "webhooks")
            return RunningWorker(try webhook(settings.webhook, client), settings, spans, logger, client: client)
        default: return nil
        }
    }

    private static func billing(
        _ settings: BillingSettings, _ client: CurlClient, _ spans: (any SpanRecorder)?
    ) -> BillingWorker {
        let configuration = ConnectorConfiguration(
            requestTimeout: settings.requestTimeout, connectTimeout: settings.connectTimeout,
            concurrentPerBiller: settings.concurrentCalls, waitingPerBiller: settings.waitingCalls,
            breakerFailures: settings.breakerFailures, breakerOpenFor: settings.breakerPause,
            requiresTLS: settings.requiresTLS, tls: TLSSettings(authorityFile: settings.authorityFile),
            tokens: settings.tokens)
        return BillingWorker(
            connector: HTTPBillerConnector(client: client, configuration: configuration, spans: spans),
            retries: RetrySchedule(first: settings.retryFirst, longest: settings.retryLongest),
            unseenAfter: max(settings.cancelUnseen, settings.requestTimeout))
    }

    /// What mails codes for logging in, from the same sender the same way.
    static func codeMailer(_ settings: NotificationSettings) throws -> CodeMailer {
        CodeMailer(transport: try transport(settings), sender: try sender(settings))
    }

    private static func transport(_ settings: NotificationSettings) throws -> any MailTransport {
        switch settings.transport {
        case .maildir: try Maildir(path: settings.maildirPath)
        case .smtp: SMTPTransport(server: server(settings.smtp))
        }
    }

    private static func sender(_ settings: NotificationSettings) throws -> Mailbox {
        guard let address = MailAddress(settings.fromAddress) else {
            throw StackError(.invalidSender, "notification.from.address is no mail address")
        }
        return Mailbox(name: settings.fromName, address: address)
    }

    private static func notification(_ settings: NotificationSettings) throws -> NotificationWorker {
        NotificationWorker(
            transport: try transport(settings), sender: try sender(settings),
            retries: RetryPolicy(
                firstDelay: settings.retryFirst, longestDelay: settings.retryLongest, maximumAge: settings.maximumAge),
            limits: MailLimits(perRecipient: settings.limitPerRecipient, perCause: settings.limitPerCause))
    }

    private static func server(_ smtp: NotificationSettings.SMTP) -> SMTPServer {
        let credentials = smtp.user.map { SMTPServer.Credentials(user: $0, password: smtp.password ?? "") }
        return SMTPServer(
            host: smtp.host, port: smtp.port, encryption: SMTPServer.Encryption(rawValue: smtp.tls) ?? .required,
            credentials: credentials, clientName: smtp.clientName, timeout: smtp.timeout,
            tls: TLSSettings(authorityFile: smtp.authorityFile))
    }
}
