import FoundationEssentials
import Glibc

/// The directory of one server, locked for as long as this object or its server's guardian lives.
final class Layout: Sendable {
    let directory: String
    let user: ServerUser
    /// The open lock file. The guardian gets a copy, so the lock ends when both we and it are gone.
    let lock: Int32

    var data: String { directory + "/data" }
    var log: String { directory + "/log" }
    private var passwordFile: String { directory + "/password" }
    private var portFile: String { directory + "/port" }

    /// The directory of the unix socket; nil when its path would be longer than a socket's may be.
    var run: String? {
        let path = directory + "/run"
        return path.utf8.count + "/.s.PGSQL.65535".utf8.count < 107 ? path : nil
    }

    private init(_ directory: String, user: ServerUser, lock: Int32) {
        self.directory = directory
        self.user = user
        self.lock = lock
    }

    deinit {
        close(lock)
    }

    /// Makes the directory, or takes over what an earlier process left there.
    static func prepare(_ path: String) throws(PrivatePostgresError) -> Layout {
        let directory = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let user = try ServerUser.current()
        try user.checkParents(of: directory)
        let parent = directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)]
        do {
            try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
        } catch {
            throw PrivatePostgresError(.directory, "cannot make \(parent): \(error)")
        }
        try OwnDirectory.make(directory, mode: user.isOther ? 0o755 : 0o700)
        let content = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        guard content.isEmpty || content.contains("lock") else {
            throw PrivatePostgresError(.directory, "\(directory) is not empty and was not made by this program")
        }
        if user.isOther, chmod(directory, 0o755) != 0 {
            throw PrivatePostgresError(.directory, "cannot set the mode of \(directory)")
        }
        let layout = Layout(directory, user: user, lock: try DirectoryLock.take(directory + "/lock"))
        if let run = layout.run { try user.makeDirectory(run, mode: 0o755) }
        return layout
    }

    /// The major version that made the data; nil when there is none yet.
    var dataVersion: String? { Self.read(data + "/PG_VERSION") }

    /// The superuser's password, made up at the first start and kept in a file for our eyes only.
    func password() throws(PrivatePostgresError) -> String {
        if let password = Self.read(passwordFile), !password.isEmpty { return password }
        guard dataVersion == nil else {
            throw PrivatePostgresError(.directory, "\(passwordFile) is missing; remove \(directory) to start over")
        }
        var random = SystemRandomNumberGenerator()
        let letters = Array("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        let password = String((0..<32).map { _ in letters.randomElement(using: &random) ?? "x" })
        try write(password, to: passwordFile)
        return password
    }

    /// The port asked for, or that of the last time, or one that is free. Remembered.
    func choosePort(_ wanted: Int?) throws(PrivatePostgresError) -> Int {
        let remembered = Self.read(portFile).flatMap { Int($0) }
        guard let port = wanted ?? remembered.flatMap({ Port.free($0) }) ?? Port.free(0) else {
            throw PrivatePostgresError(.startFailed, "no free port on 127.0.0.1")
        }
        try write("\(port)", to: portFile)
        return port
    }

    /// Writes a file that only we can read.
    func write(_ text: String, to path: String) throws(PrivatePostgresError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        let bytes = Array(text.utf8)
        guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count, close(file) == 0 else {
            throw PrivatePostgresError(.directory, "cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    static func read(_ path: String) -> String? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.last == "\n" ? String(text.dropLast()) : text
    }
}
