import Curl
import Testing

@Suite("SMTP against a real server")
struct SMTPTests {
    private let client = CurlClient()
    private let certificates: Certificates

    init() async throws {
        certificates = try await Certificates()
    }

    private func mail(
        to recipients: [String], on server: MailServer, _ encryption: SMTPServer.Encryption = .off,
        text: String = "Subject: a\r\n\r\nb\r\n", timeout: Duration = .seconds(60)
    ) -> SMTPMessage {
        SMTPMessage(
            server: SMTPServer(
                host: "127.0.0.1", port: server.port, encryption: encryption, clientName: "giro.example",
                timeout: timeout, tls: TLSSettings(authorityFile: certificates.authority)),
            from: "bank@giro.example", recipients: recipients, data: [UInt8](text.utf8))
    }

    @Test("a mail arrives byte by byte, leading dots and all recipients included")
    func delivers() async throws {
        let server = try await MailServer(.plain, certificates: certificates)
        let text = ".Subject: a\r\n\r\n.\r\n..two\r\n\u{e4} end without line end\r\n.x"
        let reply = try await client.send(mail(to: ["a@b.example", "c@d.example"], on: server, text: text))
        #expect(reply.code == 250)
        #expect(reply.text == "2.0.0 taken as 1")
        #expect(try server.mails() == ["bank@giro.example\na@b.example,c@d.example\n\n\(text)\r\n"])
    }

    @Test("mails that follow one another share a connection")
    func reusesConnections() async throws {
        let server = try await MailServer(.plain, certificates: certificates)
        for _ in 1...5 { _ = try await client.send(mail(to: ["a@b.example"], on: server)) }
        #expect(try server.mails().count == 5)
        // One more belongs to the test, which waited for the server.
        #expect(try ClientSockets.count(to: "http://127.0.0.1:\(server.port)") <= 2)
    }

    @Test(
        "a refusal has the server's reply code and is transient below 500 only",
        arguments: [("450", 450, "4.2.0", true), ("550", 550, "5.1.1", false), ("552", 552, "5.3.4", false)])
    func refusals(user: String, code: Int, status: String, isTransient: Bool) async throws {
        let server = try await MailServer(.plain, certificates: certificates)
        let failure = await error { try await client.send(mail(to: ["\(user)@b.example"], on: server)) }
        #expect(failure?.code == .smtpRejected)
        #expect(failure?.smtpReply == code)
        #expect(failure?.smtpStatus == status)
        #expect(failure?.isTransient == isTransient)
        #expect(failure?.mayHaveTakenEffect == false)
        #expect(try server.mails().isEmpty)
        _ = try await client.send(mail(to: ["a@b.example"], on: server))
        #expect(try server.mails().count == 1)
    }

    @Test("a server that takes the data and is silent may have delivered")
    func silence() async throws {
        let server = try await MailServer(.plain, certificates: certificates)
        let failure = await error {
            try await client.send(mail(to: ["slow@b.example"], on: server, timeout: .seconds(3)))
        }
        #expect(failure?.code == .timedOut)
        #expect(failure?.mayHaveTakenEffect == true)
    }

    @Test("STARTTLS is used when required, with the server's certificate checked")
    func startTLS() async throws {
        let server = try await MailServer(.startTLS, certificates: certificates)
        #expect(try await client.send(mail(to: ["a@b.example"], on: server, .required)).code == 250)
        var untrusted = mail(to: ["a@b.example"], on: server, .required)
        untrusted.server.tls = TLSSettings()
        let failure = await error { try await client.send(untrusted) }
        #expect(failure?.code == .certificateRejected)
        #expect(try server.mails().count == 1)
    }

    @Test("no mail is sent in clear text when STARTTLS is required and not offered")
    func startTLSMissing() async throws {
        let server = try await MailServer(.plain, certificates: certificates)
        let failure = await error { try await client.send(mail(to: ["a@b.example"], on: server, .required)) }
        #expect(failure?.code == .startTLSUnavailable)
        #expect(try server.mails().isEmpty)
        #expect(try await client.send(mail(to: ["a@b.example"], on: server, .opportunistic)).code == 250)
    }

    @Test("the right password is let in, a wrong one is a fault of the settings")
    func login() async throws {
        let server = try await MailServer(.login, certificates: certificates)
        var mail = mail(to: ["a@b.example"], on: server, .required)
        mail.server.credentials = SMTPServer.Credentials(user: "giro", password: "wrong")
        let wrong = mail
        let failure = await error { try await client.send(wrong) }
        #expect(failure?.code == .loginDenied)
        #expect(failure?.smtpReply == 535)
        #expect(failure?.isTransient == true)
        mail.server.credentials = SMTPServer.Credentials(user: "giro", password: "secret")
        #expect(try await client.send(mail).code == 250)
    }
}
