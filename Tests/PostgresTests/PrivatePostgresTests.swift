import Foundation
import Postgres
import PrivatePostgres
import Testing

@Suite("The private server")
struct PrivatePostgresTests {
    private static let childDirectory = ProcessInfo.processInfo.environment["GIRO_TEST_CHILD_DIRECTORY"]

    /// A new directory under /tmp, which a server may take.
    private func newDirectory() -> String {
        "/tmp/giro-test-" + TestDatabase.uniqueName()
    }

    private func connect(_ server: PrivatePostgres) throws -> Connection {
        try Connection.open(ConnectionConfiguration(conninfo: server.adminConninfo))
    }

    private func isListening(_ port: Int) -> Bool {
        let configuration = ConnectionConfiguration(conninfo: "host=127.0.0.1 port=\(port) user=x password=x dbname=x")
        do throws(PostgresError) {
            _ = try Connection.open(configuration)
            return true
        } catch {
            return error.code != .connectFailed
        }
    }

    private func waitUntil(_ condition: () -> Bool) -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            pause(20)
        }
        return false
    }

    enum Count: SQLText { static let text = "SELECT count(*) FROM entry" }

    @Test("data, port and password stay from one start to the next, after a stop and after a crash")
    func keeps() throws {
        let directory = newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let conninfo = try {
            let first = try PrivatePostgres.start(directory: directory, durable: true)
            try connect(first).execute(script: "CREATE TABLE entry (id bigint); INSERT INTO entry VALUES (1)")
            first.crash()
            try first.restart()
            #expect(try connect(first).query(Numbers<Count>()) == [1])
            first.stop()
            #expect(!isListening(first.port))
            return first.adminConninfo
        }()
        let second = try PrivatePostgres.start(directory: directory, durable: true)
        #expect(second.adminConninfo == conninfo)
        #expect(try connect(second).query(Numbers<Count>()) == [1])
        second.stop()
    }

    @Test("a directory that is in use is refused, in this process too")
    func inUse() throws {
        let directory = newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let server = try PrivatePostgres.start(directory: directory, durable: false)
        let started = ContinuousClock.now
        let error = #expect(throws: PrivatePostgresError.self) {
            try PrivatePostgres.start(directory: directory, durable: false)
        }
        #expect(error?.code == .inUse)
        #expect(error?.reason.hasSuffix("is held by process \(getpid())") == true)
        #expect(ContinuousClock.now - started < .seconds(10))
        #expect(try connect(server).query(Echo(true)) == [true])
        server.stop()
    }

    @Test("a password is asked for on the socket and on TCP")
    func passwords() throws {
        let server = try PrivatePostgres.startTemporary()
        for isTCP in [true, false] {
            let conninfo = server.conninfo(user: "postgres", password: "wrong", database: "postgres", tcp: isTCP)
            expectError(.authenticationFailed) {
                _ = try Connection.open(ConnectionConfiguration(conninfo: conninfo))
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: server.directory + "/password")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a directory full of other things is left alone")
    func foreignDirectory() throws {
        let directory = newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory + "/precious", withIntermediateDirectories: true)
        let error = #expect(throws: PrivatePostgresError.self) {
            try PrivatePostgres.start(directory: directory, durable: false, removedAtEnd: true)
        }
        #expect(error?.code == .directory)
        #expect(FileManager.default.fileExists(atPath: directory + "/precious"))
    }

    @Test("a directory that user postgres cannot reach is refused by name", .enabled(if: geteuid() == 0))
    func unreachable() throws {
        let directory = newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        #expect(chmod(directory, 0o700) == 0)
        let error = #expect(throws: PrivatePostgresError.self) {
            try PrivatePostgres.start(directory: directory + "/inner", durable: false)
        }
        #expect(error?.code == .directory)
        #expect(error?.reason.contains(directory) == true)
    }

    @Test("a directory that is a link, another user's, or open to others is refused, and left as it is")
    func notOurs() throws {
        let base = newDirectory()
        defer { try? FileManager.default.removeItem(atPath: base) }
        try FileManager.default.createDirectory(atPath: base + "/real", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: base + "/link", withDestinationPath: base + "/real")
        try FileManager.default.createDirectory(atPath: base + "/open", withIntermediateDirectories: true)
        #expect(chmod(base + "/open", 0o777) == 0)
        var refused = ["/link", "/open", "/open/inner"]
        if geteuid() == 0 {
            try FileManager.default.createDirectory(atPath: base + "/foreign", withIntermediateDirectories: true)
            #expect(chown(base + "/foreign", 65_534, 65_534) == 0)
            refused.append("/foreign")
        }
        for name in refused {
            let error = #expect(throws: PrivatePostgresError.self) {
                try PrivatePostgres.start(directory: base + name, durable: false)
            }
            #expect(error?.code == .directory, "\(name)")
            let content = try FileManager.default.contentsOfDirectory(atPath: base + name.replacing("/inner", with: ""))
            #expect(content.isEmpty, "\(name)")
        }
        try PrivatePostgres.makeOwnDirectory(base + "/own")
        try PrivatePostgres.makeOwnDirectory(base + "/own")
    }

    @Test("a setting that the server refuses is told from its log")
    func badSetting() throws {
        let error = #expect(throws: PrivatePostgresError.self) {
            try PrivatePostgres.startTemporary(settings: ["max_connections": "nonsense"])
        }
        #expect(error?.code == .startFailed)
        #expect(error?.reason.contains("max_connections") == true)
    }

    @Test("a directory with a long path is served over TCP alone")
    func longPath() throws {
        let parent = newDirectory()
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let directory = parent + "/" + String(repeating: "long", count: 30)
        let server = try PrivatePostgres.start(directory: directory, durable: false)
        #expect(server.adminConninfo.contains("host='127.0.0.1'"))
        #expect(try connect(server).query(Echo(true)) == [true])
        server.stop()
    }

    @Test(
        "a process that is killed leaves no server and no temporary directory behind",
        .enabled(if: childDirectory == nil))
    func killed() throws {
        let directory = newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let child = try TestChild(filter: "holdsServer", environment: ["GIRO_TEST_CHILD_DIRECTORY": directory])
        let portFile = directory + "/port"
        var port = 0
        #expect(
            waitUntil {
                port = (try? String(contentsOfFile: portFile, encoding: .utf8)).flatMap { Int($0) } ?? 0
                return port > 0 && isListening(port)
            })
        child.kill()
        #expect(waitUntil { !FileManager.default.fileExists(atPath: directory) })
        #expect(!isListening(port))
    }

    @Test("holds a server until it is killed", .enabled(if: childDirectory != nil))
    func holdsServer() throws {
        let directory = try #require(Self.childDirectory)
        let server = try PrivatePostgres.start(directory: directory, durable: false, removedAtEnd: true)
        withExtendedLifetime(server) { pause(60_000) }
    }
}
