import Gateway
import Identity
import Logging
import Operations
import Postgres
import ServiceLifecycle
import Settings
import Webhooks

/// The gateway as the settings describe it.
public enum RunningGateway {
    /// The schemas of people and of requests, for `MigrationRun`.
    public static let schemas = [
        SchemaOwner(
            name: "identity", migrations: IdentityService.migrations, personalTables: IdentityService.personalTables),
        SchemaOwner(
            name: "gateway", migrations: Gateway.migrations, personalTables: ["idempotency", "outbox", "rate"]),
    ]

    public static func make(_ settings: Settings) async throws -> Gateway {
        let given = try settings.gateway()
        var databases = GatewayConfiguration.Databases(
            identity: settings.serviceConnection("identity"), gateway: settings.serviceConnection("gateway"),
            reader: settings.readerConnection)
        databases.connections = given.pool
        var configuration = GatewayConfiguration(
            host: given.host, port: given.port, databases: databases, kafka: settings.kafka,
            secrets: .init(root: given.rootSecret, dataKeys: given.dataKeys, tokenKeys: given.tokenKeys),
            currency: given.currency)
        configuration.certificate = given.tls.map { .init(certificate: $0.certificate, key: $0.key) }
        configuration.issuer = given.issuer
        configuration.depositSources = given.depositSources
        configuration.withdrawalDestinations = given.withdrawalDestinations
        if let root = settings.webhook.rootSecret, let secrets = WebhookSecrets(root: root) {
            configuration.webhooks = WebhookOffer(
                secrets: secrets, rules: try settings.webhook.rules(),
                graceSeconds: settings.webhook.rotationGrace.components.seconds)
        }
        configuration.addressHeader = given.addressHeader
        configuration.allowedOrigins = given.allowedOrigins
        let codeMail = CodeMail(settings.notification)
        configuration.codeMail = { await codeMail.send($0, for: $1, to: $2, locale: $3) }
        configuration.noticeMail = { await codeMail.tell($0) }
        configuration.lifetimes = .init(
            accessSeconds: given.tokenLifetime.components.seconds,
            sessionSeconds: given.sessionLifetime.components.seconds,
            refreshGraceSeconds: given.refreshGrace.components.seconds)
        configuration.asksForSecondFactor = given.asksForSecondFactor
        configuration.limits.connections = given.connections
        configuration.limits.connectionsPerAddress = given.connectionsPerAddress
        configuration.limits.headerSeconds = given.headerTimeout.components.seconds
        configuration.limits.requests = given.requests
        configuration.limits.waits = given.waits
        configuration.limits.waitsEach = given.waitsEach
        configuration.limits.bodyBytes = given.bodyBytes
        configuration.limits.requestsPerCaller = Int64(given.requestsPerCaller)
        configuration.limits.requestsPerAddress = Int64(given.requestsPerAddress)
        configuration.limits.passwords = given.passwords
        do {
            return try await Gateway(configuration, logger: Logger(label: "giro.gateway"))
        } catch let error as IdentityError where error.code == .invalidKeys {
            throw SettingsError([
                .init(.invalidValue, "identity.*", "secrets need 32 bytes or more, keys are id=secret pairs")
            ])
        }
    }
}
