import Curl

/// Mail by SMTP.
///
/// | the server said | outcome |
/// |---|---|
/// | 2xx after DATA | accepted |
/// | 4xx, or nothing: no connection, no TLS, no login, time-out | later |
/// | 5xx to sender, recipient or content | refused |
///
/// A login that is refused (530, 534, 535, 538) and a broken TLS set-up are the house's own fault and would hit every
/// mail alike, so they are "later": nothing is given up before someone could set it right.
public struct SMTPTransport: MailTransport {
    private let clients: ClientPool
    private let server: SMTPServer

    /// - Parameter connections: mails on the wire at once; the others wait their turn.
    public init(server: SMTPServer, connections: Int = 8) {
        self.server = server
        clients = ClientPool(count: connections)
    }

    public func deliver(_ mail: OutgoingMail) async -> Delivery {
        let message = SMTPMessage(
            server: server, from: mail.from.text, recipients: [mail.to.text], data: mail.data)
        let client = await clients.take()
        do {
            _ = try await client.send(message)
            clients.giveBack(client, isSpent: false)
            return .accepted
        } catch {
            clients.giveBack(client, isSpent: error.mayHaveTakenEffect)
            return Self.delivery(error)
        }
    }

    static func delivery(_ error: CurlError) -> Delivery {
        let code = error.smtpReply.map { "smtp_\($0)" } ?? error.code.rawValue
        if let reply = error.smtpReply, [530, 534, 535, 538].contains(reply) { return .later(code: code) }
        // Nothing after the content: whether it was taken is not known, and the code says so.
        if error.isTransient {
            return .later(code: error.mayHaveTakenEffect ? "unknown_after_data" : code)
        }
        return .refused(code: code)
    }
}
