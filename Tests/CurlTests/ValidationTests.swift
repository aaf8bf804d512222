import Curl
import Testing

@Suite("What is refused before anything is sent")
struct ValidationTests {
    private let client = CurlClient()

    @Test(
        "an address of another protocol, or with bytes that do not belong into one",
        arguments: [
            "file:///etc/passwd", "ftp://127.0.0.1/", "smtp://127.0.0.1/", "/etc/passwd", "",
            "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/\u{e9}",
        ])
    func badAddresses(url: String) async {
        let failure = await error { try await client.perform(HTTPRequest(url: url)) }
        #expect(failure?.code == .invalidRequest)
        #expect(failure?.isTransient == false)
    }

    @Test(
        "a header that would become two",
        arguments: [
            HTTPHeader("A", "b\r\nC: d"), HTTPHeader("A", "b\nc"), HTTPHeader("A\r\nB", "c"), HTTPHeader("A:", "b"),
            HTTPHeader("", "b"), HTTPHeader("A", "b\0c"),
        ])
    func badHeaders(header: HTTPHeader) async {
        let request = HTTPRequest(url: "http://127.0.0.1:1/", headers: [header])
        #expect(await error { try await client.perform(request) }?.code == .invalidRequest)
    }

    @Test("a method that is no token")
    func badMethod() async {
        let request = HTTPRequest(method: "GET /evil", url: "http://127.0.0.1:1/")
        #expect(await error { try await client.perform(request) }?.code == .invalidRequest)
    }

    @Test(
        "envelope addresses that would change the dialogue",
        arguments: [
            "a@b.example>\r\nDATA", "a@b.example\nRCPT TO:<c@d.example>", "<a@b.example>", "a b@c.example", "",
            "a\u{7f}@b.example", String(repeating: "a", count: 400),
        ])
    func badRecipients(recipient: String) async {
        let mail = SMTPMessage(server: .local, from: "a@b.example", recipients: [recipient], data: .mail)
        #expect(await error { try await client.send(mail) }?.code == .invalidRequest)
    }

    @Test(
        "mail data with lone line ends, or without anything",
        arguments: ["A: b\n\nc\r\n", "A: b\r\r\n", "A: b\r", "A: b\r\n.\n", ""])
    func badData(text: String) async {
        let mail = SMTPMessage(server: .local, from: "", recipients: ["a@b.example"], data: [UInt8](text.utf8))
        #expect(await error { try await client.send(mail) }?.code == .invalidRequest)
    }

    @Test("credentials without certain encryption", arguments: [SMTPServer.Encryption.off, .opportunistic])
    func plainCredentials(encryption: SMTPServer.Encryption) async {
        var server = SMTPServer.local
        server.encryption = encryption
        server.credentials = SMTPServer.Credentials(user: "u", password: "p")
        let mail = SMTPMessage(server: server, from: "", recipients: ["a@b.example"], data: .mail)
        #expect(await error { try await client.send(mail) }?.code == .invalidRequest)
        server.allowsPlainTextLogin = true
        let allowed = SMTPMessage(server: server, from: "", recipients: ["a@b.example"], data: .mail)
        #expect(await error { try await client.send(allowed) }?.code == .connectFailed)
    }

    @Test("errors say a code and never a host or an address")
    func errorsAreSilent() async {
        var mail = SMTPMessage(server: .local, from: "", recipients: ["secret@b.example"], data: .mail)
        mail.server.encryption = .off
        let failure = await error { try await client.send(mail) }
        #expect("\(failure as Any)".contains("secret") == false)
        #expect(failure?.description == "connect_failed")
    }

    @Test("every mail refusal below 500 is transient, every one from 500 on is not")
    func mailRefusals() {
        #expect(CurlError(.smtpRejected, smtpReply: 421).isTransient)
        #expect(CurlError(.smtpRejected, smtpReply: 499).isTransient)
        #expect(!CurlError(.smtpRejected, smtpReply: 500).isTransient)
        #expect(!CurlError(.smtpRejected, smtpReply: 554).isTransient)
    }
}

extension SMTPServer {
    /// Where nobody listens.
    fileprivate static let local = SMTPServer(host: "127.0.0.1", port: 1)
}

extension [UInt8] {
    fileprivate static let mail = [UInt8]("Subject: a\r\n\r\nb\r\n".utf8)
}
