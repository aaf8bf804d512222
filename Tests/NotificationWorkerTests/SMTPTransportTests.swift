import Curl
import Messages
import NotificationWorker
import Payments
import Synchronization
import Testing

@Suite("Mail by SMTP to a real server")
struct SMTPTransportTests {
    private func transport(
        _ server: MailServer, timeout: Duration = .seconds(10), _ change: (inout SMTPServer) -> Void = { _ in }
    ) -> SMTPTransport {
        var settings = SMTPServer(host: "127.0.0.1", port: server.port, encryption: .off, timeout: timeout)
        change(&settings)
        return SMTPTransport(server: settings)
    }

    private func mail(to address: String = "ann@wallet.example", locale: String = "ja") throws -> OutgoingMail {
        let envelope = Envelope(
            notification: try notification(reference: ".\n..x"), address: try #require(MailAddress(address)),
            name: "安藤", locale: locale, madeAt: sampleTime)
        return envelope.mail(from: try sender(), languages: .builtIn)
    }

    @Test("a mail arrives as it was written, byte by byte")
    func accepted() async throws {
        let server = try await MailServer(.plain)
        let mails = try ["ja", "de"].map { try mail(locale: $0) }
        for mail in mails { #expect(await transport(server).deliver(mail) == .accepted) }
        #expect(try server.mails() == mails.map(\.data))
        let parsed = try await ParsedMail.read(try server.mails())
        #expect(parsed.allSatisfy { $0.defects.isEmpty })
        #expect(parsed[0].header("To") == ["安藤 <ann@wallet.example>"])
        #expect(parsed[0].header("Subject") == ["12.50\u{a0}EUR のお支払いが完了しました"])
    }

    @Test(
        "a refusal for now is later, a refusal for good is the end",
        arguments: [
            ("450", Delivery.later(code: "smtp_450")), ("421", .later(code: "smtp_421")),
            ("452", .later(code: "smtp_452")), ("550", .refused(code: "smtp_550")), ("553", .refused(code: "smtp_553")),
            ("530", .later(code: "smtp_530")),
        ])
    func refusals(code: String, expected: Delivery) async throws {
        let server = try await MailServer(.plain)
        #expect(await transport(server).deliver(try mail(to: "\(code)@wallet.example")) == expected)
        #expect(try server.mails().isEmpty)
    }

    @Test("silence after the content is unknown: the mail may have arrived, and is tried again as the same mail")
    func silence() async throws {
        let server = try await MailServer(.plain)
        let mail = try mail(to: "hang@wallet.example")
        let transport = transport(server, timeout: .seconds(2))
        let deliveries = [await transport.deliver(mail), await transport.deliver(mail)]
        #expect(deliveries == [.later(code: "unknown_after_data"), .later(code: "unknown_after_data")])
        let parsed = try await ParsedMail.read(try server.mails())
        #expect(parsed.count == 2)
        #expect(Set(parsed.map { $0.header("Message-ID") }).count == 1)
    }

    @Test("a mail that waits for its answer holds no other mail up")
    func sideBySide() async throws {
        let server = try await MailServer(.plain)
        let transport = transport(server, timeout: .seconds(8))
        let slow = try mail(to: "hang@wallet.example")
        let hasEnded = Mutex(false)
        async let first = {
            let delivery = await transport.deliver(slow)
            hasEnded.withLock { $0 = true }
            return delivery
        }()
        while try server.mails().isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        for _ in 0..<10 { #expect(await transport.deliver(try mail()) == .accepted) }
        #expect(hasEnded.withLock { !$0 })
        #expect(try server.mails().count == 11)
        #expect(await first == .later(code: "unknown_after_data"))
        #expect(await transport.deliver(try mail()) == .accepted)
    }

    @Test("more mails than connections all arrive")
    func waitingMails() async throws {
        let server = try await MailServer(.plain)
        let transport = SMTPTransport(
            server: SMTPServer(host: "127.0.0.1", port: server.port, encryption: .off), connections: 2)
        let mail = try mail()
        await withTaskGroup { group in
            for _ in 0..<40 { group.addTask { #expect(await transport.deliver(mail) == .accepted) } }
        }
        #expect(try server.mails().count == 40)
    }

    @Test("a server that is not there is later")
    func away() async throws {
        let settings = SMTPServer(host: "127.0.0.1", port: 1, encryption: .off)
        let transport = SMTPTransport(server: settings)
        #expect(await transport.deliver(try mail()) == .later(code: "connect_failed"))
    }

    @Test("STARTTLS against an authority of one's own, and a login, let it through")
    func login() async throws {
        let server = try await MailServer(.login)
        let transport = transport(server) {
            $0.encryption = .required
            $0.tls.authorityFile = server.authority
            $0.credentials = SMTPServer.Credentials(user: "giro", password: "secret")
        }
        #expect(await transport.deliver(try mail()) == .accepted)
        #expect(try server.mails().count == 1)
    }

    @Test("a wrong password or an unknown authority gives no mail up")
    func setUp() async throws {
        let server = try await MailServer(.login)
        let wrong = transport(server) {
            $0.encryption = .required
            $0.tls.authorityFile = server.authority
            $0.credentials = SMTPServer.Credentials(user: "giro", password: "wrong")
        }
        let wrongDelivery = await wrong.deliver(try mail())
        #expect(wrongDelivery == .later(code: "smtp_535"))
        let untrusted = transport(server) { $0.encryption = .required }
        #expect(await untrusted.deliver(try mail()) == .later(code: "certificate_rejected"))
        #expect(try server.mails().isEmpty)
    }

    @Test("what a server says never becomes a code")
    func codes() async throws {
        let server = try await MailServer(.plain)
        let delivery = await transport(server).deliver(try mail(to: "550@wallet.example"))
        #expect("\(delivery)".contains("wallet.example") == false)
    }
}
