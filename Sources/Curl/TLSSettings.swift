/// How the other side of a TLS connection is checked, and how this side shows who it is. Paths name PEM files.
public struct TLSSettings: Sendable, Hashable {
    /// Certificate and host name are both checked. Off only for experiments.
    public var verifiesPeer: Bool
    /// Trusted authorities; nil takes the machine's own.
    public var authorityFile: String?
    public var authorityDirectory: String?
    public var clientCertificateFile: String?
    public var clientKeyFile: String?
    public var clientKeyPassword: String?

    public init(
        verifiesPeer: Bool = true,
        authorityFile: String? = nil,
        authorityDirectory: String? = nil,
        clientCertificateFile: String? = nil,
        clientKeyFile: String? = nil,
        clientKeyPassword: String? = nil
    ) {
        self.verifiesPeer = verifiesPeer
        self.authorityFile = authorityFile
        self.authorityDirectory = authorityDirectory
        self.clientCertificateFile = clientCertificateFile
        self.clientKeyFile = clientKeyFile
        self.clientKeyPassword = clientKeyPassword
    }
}
