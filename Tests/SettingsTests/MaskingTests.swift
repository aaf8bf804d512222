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
}
