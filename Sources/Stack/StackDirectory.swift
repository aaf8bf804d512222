import FoundationEssentials
import Glibc

/// `.giro/`: everything the embedded stack keeps.
///
///     giro.env     how other shells reach the stack; 0600, it holds passwords
///     secrets      the passwords themselves; made once
///     postgres/    the private cluster
///     mail/        the maildir
///     lock         held by the process that runs the stack
public struct StackDirectory: Sendable {
    public let path: String

    public init(path: String) throws(StackError) {
        self.path = path
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw StackError(.directory, "cannot make \(path): \(String(cString: strerror(errno)))")
        }
    }

    public var environmentFile: String { path + "/giro.env" }
    public var maildir: String { path + "/mail" }
    var simulatorPort: String { path + "/simulator.port" }
    var demo: String { path + "/demo.json" }

    /// PostgreSQL refuses to run as root, so the cluster's own user must be able to reach it. Below a home directory
    /// that only root may enter it lies in /var/tmp, named for this directory.
    var postgres: String {
        if geteuid() != 0 || isReachableByOthers { return path + "/postgres" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "/var/tmp/giro-postgres-" + String(hash, radix: 16)
    }

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
        for entry in [environmentFile, maildir, demo, postgres, path + "/secrets"] {
            try? FileManager.default.removeItem(atPath: entry)
        }
    }

    /// Held until the process ends, however it ends.
    func lock() throws(StackError) -> Int32 {
        let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
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
        let descriptor = open(path + "/lock", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return true }
        flock(descriptor, LOCK_UN)
        return false
    }

    func write(_ text: String, to file: String) throws(StackError) {
        let descriptor = open(file + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StackError(.directory, "cannot write \(file)") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, rename(file + ".new", file) == 0 else {
            throw StackError(.directory, "cannot write \(file)")
        }
    }

    func read(_ file: String) -> String? {
        FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
    }
}
