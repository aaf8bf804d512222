import Settings
import Testing

@Suite("What giro config may show")
struct MaskingTests {
    private func shown(_ flag: String) throws -> String {
        let name = String(flag.prefix { $0 != "=" })
        let value = try #require(try Fixture.load(flags: [flag]).all.first { $0.key.name == name })
        return value.shown
    }

    @Test("secrets are asterisks, whatever their length")
    func secrets() throws {
        #expect(try shown("wallet.database.password=x") == "******")
        #expect(try shown("kafka.sasl.password=a-very-long-password") == "******")
        #expect(try shown("kafka.ssl.key.pem=-----BEGIN") == "******")
        #expect(try shown("kafka.sasl.username=bob") == "bob")
    }

    @Test(
        "connection strings are shown without their passwords",
        arguments: [
            ("host=a password=b dbname=c", "host=a password=****** dbname=c"),
            ("host=a password='b c' dbname=c", "host=a password=****** dbname=c"),
            (#"password='b\' c' host=a"#, "password=****** host=a"),
            ("password = b host=a", "password=****** host=a"),
            ("host=a sslpassword=b", "host=a sslpassword=******"),
            ("postgresql://u:p@h/d?sslmode=require", "postgresql://u:******@h/d?sslmode=require"),
            ("postgres://u@h/d?password=p&x=1", "postgres://u@h/d?password=******&x=1"),
            ("postgresql://u:p@h1,h2:5433/d", "postgresql://u:******@h1,h2:5433/d"),
            ("password='not closed", "******"),
            ("what is this", "******"),
            ("host=a", "host=a"),
        ])
    func connections(conninfo: String, expected: String) throws {
        #expect(try shown("database.conninfo=\(conninfo)") == expected)
    }

    @Test(
        "the passwords of URLs are masked in every setting, and whatever is named like a secret in their queries",
        arguments: [
            ("https://ann:hunter2@traces.example:4318/v1", "https://ann:******@traces.example:4318/v1"),
            ("https://ann:p/w@h/v1", "https://ann:******@h/v1"),
            ("https://ann@h/v1", "https://ann@h/v1"),
            ("https://h/v1?x-api-key=abc&a=1&access_token=t", "https://h/v1?x-api-key=******&a=1&access_token=******"),
            ("https://h:8080/a@b", "https://h:8080/a@b"),
            ("http://h/v1?q=1", "http://h/v1?q=1"),
        ])
    func urls(url: String, expected: String) throws {
        #expect(try shown("traces.endpoint=\(url)") == expected)
    }

    @Test("a list of URLs, and a setting that is refused")
    func others() throws {
        #expect(
            try shown("kafka.bootstrap.servers=SSL://u:p@a:1,SSL://u:q@b:2") == "SSL://u:******@a:1,SSL://u:******@b:2")
        do {
            _ = try Fixture.load(flags: ["gateway.port=http://u:secret@h"])
            Issue.record("a URL is no port")
        } catch let error as SettingsError {
            #expect(error.description.contains("http://u:******@h") && !error.description.contains("secret"))
        }
    }
}
