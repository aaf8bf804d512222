import Settings
import Testing

@Suite("The workers' own settings")
struct WorkerSettingsTests {
    @Test("tokens of billers are endpoint=token pairs, by commas or lines, from a file as well")
    func tokens() throws {
        let settings = try Fixture.load(
            flags: ["billing.tokens.file=t"], files: ["t": "https://a.example/x=abc=\nhttps://b.example=def\n"])
        #expect(settings.billing.tokens == ["https://a.example/x": "abc=", "https://b.example": "def"])
        #expect(
            try Fixture.load(flags: ["billing.tokens=https://a=1, https://b=2"]).billing.tokens
                == ["https://a": "1", "https://b": "2"])
        #expect(try Fixture.load().billing.tokens.isEmpty)
    }

    @Test("paths begin in the working directory")
    func paths() throws {
        let settings = try Fixture.load(flags: ["notification.smtp.authority.file=/etc/ca.pem"])
        #expect(settings.notification.maildirPath == settings.directory + "/.giro/mail")
        #expect(settings.notification.smtp.authorityFile == "/etc/ca.pem")
    }

    @Test("SMTP needs no login, and a login needs its password")
    func smtp() throws {
        let settings = try Fixture.load(flags: [
            "notification.transport=smtp", "notification.smtp.user=u", "notification.smtp.password=p",
            "notification.smtp.tls=implicit", "notification.smtp.port=465",
        ])
        #expect(settings.notification.transport == .smtp)
        #expect(settings.notification.smtp.port == 465)
        #expect(settings.notification.smtp.tls == "implicit")
        #expect(settings.notification.smtp.password == "p")
    }

    @Test("origins of web pages are exact: a scheme, a host in lower case, perhaps a port; or *")
    func origins() throws {
        func origins(_ text: String) throws -> [String] {
            let secrets = ["identity.root.secret=r", "identity.data.keys=1=d", "identity.token.keys=1=t"]
            return try Fixture.load(flags: secrets + ["gateway.cors.origins=\(text)"]).gateway().allowedOrigins
        }
        #expect(
            try origins("https://shop.example, http://localhost:3000,http://[::1]:80")
                == ["https://shop.example", "http://localhost:3000", "http://[::1]:80"])
        #expect(try origins("*") == ["*"])
        for text in [
            "shop.example", "https://Shop.example", "https://shop.example/", "https://", "null", "https://a b",
        ] {
            #expect(throws: SettingsError.self, "\(text)") { try origins(text) }
        }
    }
}
