import Settings
import Testing

@Suite("Connections made from settings")
struct ConnectionTests {
    @Test("a worker's role and password are added, quoted")
    func worker() throws {
        let settings = try Fixture.load(flags: [
            "database.conninfo=host=db sslmode=verify-full", #"wallet.database.password=it's a \ secret"#,
        ])
        let connection = settings.workerConnection("wallet")
        #expect(
            connection.conninfo == #"host=db sslmode=verify-full user='giro_wallet' password='it\'s a \\ secret'"#)
        #expect(connection.searchPath == "wallet")
        #expect(settings.workerConnection("billing").conninfo == "host=db sslmode=verify-full user='giro_billing'")
    }

    @Test("a URI gets them as parameters")
    func uri() throws {
        let settings = try Fixture.load(flags: [
            "database.conninfo=postgresql://db:5433/giro?sslmode=require", "billing.database.password=a&b",
        ])
        #expect(
            settings.workerConnection("billing").conninfo
                == "postgresql://db:5433/giro?sslmode=require&user=giro_billing&password=a%26b")
    }

    @Test("a worker's own connection string is taken as it is; the operator uses it with a role of its own")
    func override() throws {
        let settings = try Fixture.load(flags: [
            "wallet.database.conninfo=host=w user=u password=p", "operator.database.password=o",
        ])
        #expect(settings.workerConnection("wallet").conninfo == "host=w user=u password=p")
        #expect(
            settings.operatorConnection(for: "wallet").conninfo
                == "host=w user=u password=p user='giro_operator' password='o'")
        #expect(
            settings.operatorConnection(for: "payment").conninfo
                == "host=localhost dbname=giro user='giro_operator' password='o'")
    }

    @Test("the administrator is who the settings say, else whoever database.conninfo lets in")
    func admin() throws {
        #expect(try Fixture.load().adminConnection.conninfo == "host=localhost dbname=giro")
        let settings = try Fixture.load(flags: [
            "admin.database.conninfo=user=root", "payment.admin.database.conninfo=host=elsewhere",
        ])
        #expect(settings.adminConnection.conninfo == "user=root")
        #expect(settings.adminConnection(for: "wallet").conninfo == "user=root")
        #expect(settings.adminConnection(for: "payment").conninfo == "host=elsewhere")
    }

    @Test("time limits reach the connection")
    func limits() throws {
        let settings = try Fixture.load(flags: ["database.statement.timeout=2min", "database.lock.timeout=0"])
        let connection = settings.workerConnection("wallet")
        #expect(connection.statementTimeout == .seconds(120))
        #expect(connection.lockTimeout == .zero)
    }
}
