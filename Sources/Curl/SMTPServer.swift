/// Where mail is handed in, and how.
public struct SMTPServer: Sendable, Hashable {
    public enum Encryption: String, Sendable, Hashable, CaseIterable {
        /// No encryption, even where the server offers it.
        case off
        /// STARTTLS where the server offers it. Anyone on the way can take the offer out.
        case opportunistic
        /// STARTTLS, or no mail is sent.
        case required
        /// TLS from the first byte (port 465).
        case implicit
    }

    public struct Credentials: Sendable, Hashable {
        public var user: String
        public var password: String

        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    public var host: String
    public var port: Int
    public var encryption: Encryption
    public var credentials: Credentials?
    /// Credentials travel only under `required` or `implicit` encryption unless this is set.
    public var allowsPlainTextLogin: Bool
    /// The name given with EHLO.
    public var clientName: String
    public var connectTimeout: Duration
    /// The whole exchange of one mail, counted from the call.
    public var timeout: Duration
    public var tls: TLSSettings

    public init(
        host: String,
        port: Int = 25,
        encryption: Encryption = .required,
        credentials: Credentials? = nil,
        allowsPlainTextLogin: Bool = false,
        clientName: String = "localhost",
        connectTimeout: Duration = .seconds(10),
        timeout: Duration = .seconds(60),
        tls: TLSSettings = TLSSettings()
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.credentials = credentials
        self.allowsPlainTextLogin = allowsPlainTextLogin
        self.clientName = clientName
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.tls = tls
    }
}
