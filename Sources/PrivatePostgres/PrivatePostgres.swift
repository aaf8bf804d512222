import FoundationEssentials
import Glibc
import Synchronization

/// A PostgreSQL server of one's own, run from the machine's binaries in a directory that keeps its data.
///
/// It listens on a unix socket and on 127.0.0.1 and asks for a password on both. It ends with the process that started
/// it, whatever ends that. Started by root, it runs as user `postgres`, who then owns the data. The directory is locked
/// for others until this object is gone.
public final class PrivatePostgres: Sendable {
    /// Where everything lies: `data`, `run` (the socket), `log`, `port`, `password`.
    public let directory: String
    public let port: Int
    private let layout: Layout
    private let password: String
    private let command: [String]
    private let ending: Ending
    private let guardian: Mutex<Guardian?>

    /// How the server ends when our process is gone.
    private struct Ending: Sendable {
        let signal: String
        let remove: String?
    }

    /// Starts a server, on the data of the last time if there is any.
    ///
    /// - Parameters:
    ///   - directory: made when missing. Only one process at a time can use it.
    ///   - durable: whether a commit survives the machine. Without it everything is several times faster, commits
    ///     survive `crash`, and a power failure may leave nothing usable behind.
    ///   - port: on 127.0.0.1; nil takes the one of the last time, or any that is free.
    ///   - settings: more of postgresql.conf, by name.
    ///   - removedAtEnd: whether the directory is removed when the process ends or `stop` is called.
    public static func start(
        directory: String, durable: Bool, port: Int? = nil, settings: [String: String] = [:], removedAtEnd: Bool = false
    ) throws(PrivatePostgresError) -> PrivatePostgres {
        let layout = try Layout.prepare(directory)
        let binaries = try Binaries.find(version: layout.dataVersion)
        let password = try layout.password()
        let ending = Ending(signal: durable ? "INT" : "QUIT", remove: removedAtEnd ? layout.directory : nil)
        try Initialization(
            layout: layout, binaries: binaries, durable: durable, password: password, removeAtDeath: ending.remove
        ).run()
        let port = try layout.choosePort(port)
        var all = durable ? [:] : ["fsync": "off", "full_page_writes": "off"]
        all["listen_addresses"] = "127.0.0.1"
        all["port"] = "\(port)"
        all["unix_socket_directories"] = layout.run ?? ""
        all.merge(settings) { $1 }
        let command =
            layout.user.prefix + [binaries.program("postgres"), "-D", layout.data]
            + all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        let server = PrivatePostgres(layout, port: port, password: password, command: command, ending: ending)
        try server.launch()
        return server
    }

    /// A server for tests: fast, in a new directory under /tmp, removed at the end.
    public static func startTemporary(settings: [String: String] = [:]) throws(PrivatePostgresError) -> PrivatePostgres
    {
        var template = Array("/tmp/giro-postgres-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw PrivatePostgresError(.directory, "mkdtemp in /tmp: \(String(cString: strerror(errno)))")
        }
        let directory = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        return try start(directory: directory, durable: false, settings: settings, removedAtEnd: true)
    }

    /// Makes a directory that only we have a say in, or looks at the one that is there.
    ///
    /// - Parameter path: absolute.
    /// - Throws: `directory` when it is a link, another user's, writable by others, or where anybody could replace it.
    public static func makeOwnDirectory(_ path: String, mode: UInt32 = 0o755) throws(PrivatePostgresError) {
        try OwnDirectory.make(path, mode: mode_t(mode))
    }

    private init(_ layout: Layout, port: Int, password: String, command: [String], ending: Ending) {
        self.layout = layout
        directory = layout.directory
        self.port = port
        self.password = password
        self.command = command
        self.ending = ending
        guardian = Mutex(nil)
    }

    deinit {
        stop()
    }

    /// A libpq connection string for the superuser `postgres`, over the unix socket. Holds the password.
    public var adminConninfo: String { conninfo(user: "postgres", password: password, database: "postgres") }

    /// A libpq connection string over the unix socket, or over 127.0.0.1 when asked for or when the directory's path is
    /// too long for a socket.
    public func conninfo(user: String, password: String, database: String, tcp: Bool = false) -> String {
        let parts = [
            ("host", tcp ? "127.0.0.1" : layout.run ?? "127.0.0.1"), ("port", "\(port)"), ("user", user),
            ("password", password),
            ("dbname", database),
        ]
        return parts.map { "\($0.0)=\(Self.quoted($0.1))" }.joined(separator: " ")
    }

    /// Where the server is, without who asks: what a role's name and password are appended to.
    public var serverConninfo: String {
        let parts = [("host", layout.run ?? "127.0.0.1"), ("port", "\(port)"), ("dbname", "postgres")]
        return parts.map { "\($0.0)=\(Self.quoted($0.1))" }.joined(separator: " ")
    }

    /// Ends the server in good order: sessions are cut, what is committed is on disk. Does nothing when it is gone.
    public func stop() {
        end("INT")
        if let directory = ending.remove { try? FileManager.default.removeItem(atPath: directory) }
    }

    /// Ends the server at once, as a crash would: sessions break, and the next start recovers from the log.
    public func crash() {
        end("QUIT")
    }

    /// Starts the server again after `stop` or `crash`, or anew when it is running.
    public func restart() throws(PrivatePostgresError) {
        end("INT")
        try launch()
    }

    private func end(_ signal: String) {
        guardian.withLock { guardian in
            guardian?.end(signal)
            guardian = nil
        }
    }

    private func launch() throws(PrivatePostgresError) {
        ServerProcess.endOrphan(of: layout)
        layout.limitLog()
        let logged = layout.logSize
        let new = try Guardian.start(
            layout, command: command, signalAtDeath: ending.signal, removeAtDeath: ending.remove)
        guardian.withLock { $0 = new }
        if !new.server.waitUntilReady(layout) {
            end("QUIT")
            throw PrivatePostgresError(.startFailed, "PostgreSQL did not start: \(layout.logTail(from: logged))")
        }
    }

    private static func quoted(_ value: String) -> String {
        "'" + value.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
    }
}
