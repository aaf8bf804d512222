import Identity
import Kafka
import Payments
import Postgres

/// What a gateway needs to know.
public struct GatewayConfiguration: Sendable {
    /// Who connects to the database, and how.
    public struct Databases: Sendable {
        /// As `giro_identity`, `giro_gateway` and `giro_reader`.
        public var identity: ConnectionConfiguration
        public var gateway: ConnectionConfiguration
        public var reader: ConnectionConfiguration
        /// Connections of each of the three.
        public var connections = 4
        /// Work that may wait for a connection of one of them.
        public var waiting = 1_000

        public init(
            identity: ConnectionConfiguration, gateway: ConnectionConfiguration, reader: ConnectionConfiguration
        ) {
            self.identity = identity
            self.gateway = gateway
            self.reader = reader
        }
    }

    /// Secrets; `NamedSecrets` tells how they are written.
    public struct Secrets: Sendable {
        public var root: String
        public var dataKeys: String
        public var tokenKeys: String

        public init(root: String, dataKeys: String, tokenKeys: String) {
            self.root = root
            self.dataKeys = dataKeys
            self.tokenKeys = tokenKeys
        }
    }

    public struct Limits: Sendable {
        public var connections = 2_000
        /// Connections of one address; it never has more than it leaves free.
        public var connectionsPerAddress = 500
        /// How long the first header of a connection may take to arrive.
        public var headerSeconds: Int64 = 10
        /// Requests that wait for payments at once, and those of one person or one address among them.
        public var waits = 500
        public var waitsEach = 100
        /// Requests under way at once.
        public var requests = 1_000
        public var bodyBytes = 65_536
        public var headerBytes = 16_384
        /// How long a body may take to arrive.
        public var bodySeconds = 10
        /// How long a connection may be silent.
        public var idleSeconds: Int64 = 60
        /// Requests a minute of one person or program, and of one address before anybody is known.
        public var requestsPerCaller: Int64 = 600
        public var requestsPerAddress: Int64 = 300
        /// Passwords that are hashed at once.
        public var passwords = 2

        public init() {}
    }

    /// A certificate with its chain, and its key, both PEM.
    public struct CertificateFiles: Sendable, Equatable {
        public var certificate: String
        public var key: String

        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    public var host: String
    /// 0: any that is free.
    public var port: Int
    public var databases: Databases
    public var kafka: ClientConfiguration
    public var secrets: Secrets
    public var limits = Limits()
    public var lifetimes = IdentityService.Lifetimes(accessSeconds: 600, sessionSeconds: 30 * 86_400)
    /// `iss` of access tokens.
    public var issuer = "giro"
    /// Of accounts, when none is asked for.
    public var currency: Currency
    /// Where deposits come from, by currency: external accounts that billing knows how to ask.
    public var depositSources: [Currency: AccountID] = [:]
    /// Where withdrawals go, likewise.
    public var withdrawalDestinations: [Currency: AccountID] = [:]
    /// How endpoints are signed to and which may be; nil: webhooks are not offered.
    public var webhooks: WebhookOffer?
    /// What connections are secured with; nil: plain HTTP, behind a proxy that does it.
    public var certificate: CertificateFiles?
    /// Mails a code: what it is, what for, to whom, in which language. Says whether it was taken.
    public var codeMail: @Sendable (_ code: String, CodePurpose, _ email: String, _ locale: String) async -> Bool = {
        _, _, _, _ in false
    }
    /// Mails a person what was changed about their credentials.
    public var noticeMail: @Sendable (Notice) async -> NoticeOutcome = { _ in .never }
    /// Whether operators and admins are that only with a second factor.
    public var asksForSecondFactor = true
    /// Origins of web pages that may use the API from a browser, as `https://shop.example`; `*`: all; none: no page.
    public var allowedOrigins: [String] = []
    /// The header in which a trusted proxy says where a request comes from; nil without such a proxy.
    public var addressHeader: String?

    public init(
        host: String, port: Int, databases: Databases, kafka: ClientConfiguration, secrets: Secrets, currency: Currency
    ) {
        self.host = host
        self.port = port
        self.databases = databases
        self.kafka = kafka
        self.secrets = secrets
        self.currency = currency
    }
}

/// What a mailed code is for.
public enum CodePurpose: Sendable {
    case login
    /// Shows that an address is the person's.
    case address
}

/// What became of an attempt to mail a notice.
public enum NoticeOutcome: Sendable {
    case sent
    case later
    case never
}
