/// Keeps mails of different settings apart on the wire.
///
/// libcurl compares TLS settings before it uses a connection again, but not for connections that STARTTLS has upgraded,
/// nor does it mind a plain one where STARTTLS is required. So the first settings seen for a server have the kept
/// connections to themselves; others get one of their own each time.
struct ConnectionSharing {
    private struct Address: Hashable {
        let host: String
        let port: Int
    }

    private struct Settings: Equatable {
        let encryption: SMTPServer.Encryption
        let credentials: SMTPServer.Credentials?
        let clientName: String
        let tls: TLSSettings
    }

    /// Servers remembered; all later ones go without kept connections.
    private static let maximumServers = 256

    private var owners: [Address: Settings] = [:]

    mutating func isAllowed(for job: Job) -> Bool {
        switch job {
        case .http: true
        case .smtp(let mail): isAllowed(for: mail.server)
        }
    }

    private mutating func isAllowed(for server: SMTPServer) -> Bool {
        let address = Address(host: server.host, port: server.port)
        let settings = Settings(
            encryption: server.encryption, credentials: server.credentials, clientName: server.clientName,
            tls: server.tls)
        if let owner = owners[address] { return owner == settings }
        guard owners.count < Self.maximumServers else { return false }
        owners[address] = settings
        return true
    }
}
