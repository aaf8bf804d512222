import Glibc
import Postgres
import Testing

@Suite("Connecting")
struct ConnectorTests {
    /// A port that nobody listens on.
    private let nowhere = "host=127.0.0.1 port=1 user=postgres dbname=postgres"

    /// A server that asks for a password, over TCP.
    private func passwordConninfo() throws -> String {
        let server = try TestDatabase.privateServer.get()
        return server.adminConninfo.split(separator: " ").map { $0.hasPrefix("host=") ? "host='127.0.0.1'" : $0 }
            .joined(separator: " ")
    }

    @Test("a connector gives up when it is told to stop")
    func stops() {
        var asked = 0
        let error = expectError(.cancelled) {
            _ = try Connector(ConnectionConfiguration(conninfo: nowhere), initialPause: .milliseconds(1)).open(
                isStopped: {
                    asked += 1
                    return asked > 5
                })
        }
        #expect(error?.isTransient == true)
    }

    @Test("a connector gives up when its patience is at its end")
    func patience() {
        var failures = 0
        let started = ContinuousClock.now
        expectError(.connectFailed) {
            let connector = Connector(
                ConnectionConfiguration(conninfo: nowhere), initialPause: .milliseconds(10),
                patience: .milliseconds(200))
            _ = try connector.open(failed: { _ in failures += 1 })
        }
        #expect(failures > 2)
        #expect(ContinuousClock.now - started < .seconds(5))
    }

    @Test("a connector does not repeat what cannot succeed")
    func notTransient() {
        var failures = 0
        expectError(.invalidConfiguration) {
            let connector = Connector(ConnectionConfiguration(conninfo: "host=/nowhere nonsense=1"))
            _ = try connector.open(failed: { _ in failures += 1 })
        }
        #expect(failures == 1)
    }

    @Test("a host that never answers is given up in time")
    func silentHost() throws {
        let listener = try SilentListener()
        let started = ContinuousClock.now
        var configuration = ConnectionConfiguration(conninfo: "host=127.0.0.1 port=\(listener.port) sslmode=disable")
        configuration.connectTimeout = .milliseconds(200)
        let error = expectError(.connectFailed) { _ = try Connection.open(configuration) }
        #expect(error?.isTransient == true)
        #expect(ContinuousClock.now - started < .seconds(5))
    }

    @Test("of several hosts the first that answers is taken")
    func severalHosts() throws {
        let port = try TestDatabase.privateServer.get().port
        let conninfo = try passwordConninfo().replacing("host='127.0.0.1'", with: "host='127.0.0.1,127.0.0.1'")
            .replacing("port='\(port)'", with: "port='1,\(port)'")
        let connection = try Connection.open(ConnectionConfiguration(conninfo: conninfo))
        #expect(try connection.query(Echo(true)) == [true])
    }

    @Test("a wrong password is not transient and says so")
    func wrongPassword() throws {
        let error = expectError(.authenticationFailed) {
            _ = try Connection.open(ConnectionConfiguration(conninfo: passwordConninfo() + " password=wrong"))
        }
        #expect(error?.sqlState == "28P01")
        #expect(error?.isTransient == false)
    }

    @Test("no password at all is not transient either")
    func noPassword() throws {
        expectError(.authenticationFailed) {
            _ = try Connection.open(
                ConnectionConfiguration(conninfo: passwordConninfo() + " password='' passfile=/nowhere"))
        }
    }

    @Test("a database that does not exist is undefined_object")
    func noDatabase() throws {
        expectError(.undefinedObject) {
            _ = try Connection.open(
                ConnectionConfiguration(conninfo: TestDatabase.conninfo(with: [("dbname", "nowhere")])))
        }
    }

    @Test("a connection string may replace defaults, but not the encoding")
    func settings() throws {
        var configuration = ConnectionConfiguration(
            conninfo: TestDatabase.conninfo(with: [("application_name", "other"), ("client_encoding", "LATIN1")]))
        configuration.applicationName = "mine"
        configuration.statementTimeout = .microseconds(1_234_567)
        configuration.lockTimeout = .zero
        configuration.settings["work_mem"] = "7MB"
        let connection = try Connection.open(configuration)
        #expect(try connection.query(Setting("application_name")) == ["other"])
        #expect(try connection.query(Setting("client_encoding")) == ["UTF8"])
        #expect(try connection.query(Setting("statement_timeout")) == ["1235ms"])
        #expect(try connection.query(Setting("lock_timeout")) == ["0"])
        #expect(try connection.query(Setting("work_mem")) == ["7MB"])
        #expect(try connection.query(Setting("TimeZone")) == ["UTC"])
    }

    @Test("a configuration and the errors of connecting show where to, and no password")
    func noPasswords() throws {
        let uri = ConnectionConfiguration(conninfo: "postgresql://wallet:hunter2@db.example:5433/giro?sslmode=require")
        #expect("\(uri)" == "wallet@db.example:5433/giro")
        #expect("\(ConnectionConfiguration(conninfo: "password=hunter2"))" == "localhost")
        let unreadable = expectError(.invalidConfiguration) {
            _ = try Connection.open(ConnectionConfiguration(conninfo: "password=x hunter2"))
        }
        #expect("\(try #require(unreadable))".contains("hunter2") == false)
        let refused = expectError(.connectFailed) {
            _ = try Connection.open(ConnectionConfiguration(conninfo: nowhere + " password=hunter2"))
        }
        #expect("\(try #require(refused))".contains("port 1 failed: Connection refused"))
        #expect(refused?.debugDescription.contains("hunter2") == false)
    }

    @Test("a setting that does not exist is an error at once")
    func unknownSetting() throws {
        expectError(.undefinedObject) {
            _ = try TestDatabase.open { $0.settings["nonsense"] = "1" }
        }
    }

    struct Setting: Statement {
        static let sql = "SELECT current_setting($1)"
        let name: String

        init(_ name: String) { self.name = name }
        func bind(_ p: inout Parameters) { p.append(name) }
        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
    }
}
