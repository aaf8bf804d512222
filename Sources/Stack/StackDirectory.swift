import FoundationEssentials
import Glibc
import PrivatePostgres

/// `.giro/`: everything the embedded stack keeps. It is its user's: made by that user, writable by no other, no link.
///
///     giro.env         how other shells reach the stack; 0600, it holds passwords
///     secrets          the passwords themselves; made once
///     postgres/        the private cluster
///     postgres.place   where that is instead, when PostgreSQL's user could not reach it here
///     mail/            the maildir
///     lock             held by the process that runs the stack
public struct StackDirectory: Sendable {
    public let path: String

    public init(path: String) throws(StackError) {
        self.path = path
        do {
            try PrivatePostgres.makeOwnDirectory(path)
        } catch {
            throw StackError(.directory, error.reason)
        }
    }

    public var environmentFile: String { path + "/giro.env" }
    public var maildir: String { path + "/mail" }
    var simulatorPort: String { path + "/simulator.port" }
    var demo: String { path + "/demo.json" }
    private var place: String { path + "/postgres.place" }

    /// PostgreSQL refuses to run as root, so the cluster's own user must be able to reach it. Below a home directory
    /// that only root may enter it lies in /var/tmp, under a name that is made up and remembered here.
    func postgres() throws(StackError) -> String {
        if geteuid() != 0 || isReachableByOthers { return path + "/postgres" }
        if let known = elsewhere, access(known, F_OK) == 0 { return known }
        var template = Array("/var/tmp/giro-postgres-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw StackError(.directory, "cannot make a directory in /var/tmp: \(String(cString: strerror(errno)))")
        }
        let made = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        try write(made, to: place)
        return made
    }

    private var elsewhere: String? { read(place).flatMap { $0.hasPrefix("/var/tmp/giro-postgres-") ? $0 : nil } }

    private var isReachableByOthers: Bool {
        var directory = path
        while directory.count > 1 {
            var status = stat()
            guard stat(directory, &status) == 0, status.st_mode & 0o001 != 0 else { return false }
            directory = String(directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)])
        }
        return true
    }

    /// Forgets everything: the next start begins anew. Only for who holds the lock.
    func clear() {
        for entry in [environmentFile, maildir, demo, path + "/postgres", elsewhere, place, path + "/secrets"] {
            if let entry { try? FileManager.default.removeItem(atPath: entry) }
        }
    }

    /// Held until the process ends, however it ends.
    func lock() throws(StackError) -> Int32 {
        let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StackError(.directory, "cannot open \(path)/lock: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StackError(.alreadyRunning, "a stack is already running in \(path)")
        }
        return descriptor
    }

    /// Whether some process runs a stack here now.
    public var isRunning: Bool {
        let descriptor = open(path + "/lock", O_RDWR | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return true }
        flock(descriptor, LOCK_UN)
        return false
    }

    func write(_ text: String, to file: String) throws(StackError) {
        unlink(file + ".new")
        let descriptor = open(file + ".new", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StackError(.directory, "cannot write \(file)") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, rename(file + ".new", file) == 0 else {
            throw StackError(.directory, "cannot write \(file)")
        }
    }

    /// Nil for what is not there, and for a link.
    func read(_ file: String) -> String? {
        var status = stat()
        guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
    }
}
