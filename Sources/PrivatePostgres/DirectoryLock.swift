import Glibc

/// A lock on a directory: an open file with `flock`, which the kernel drops when the last copy of it closes.
enum DirectoryLock {
    /// Takes it, waiting for the guardian of a process that has ended but not for a living owner.
    static func take(_ path: String) throws(PrivatePostgresError) -> Int32 {
        let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw PrivatePostgresError(.directory, "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        let deadline = ContinuousClock.now + .seconds(60)
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let owner = Layout.read(path).flatMap { pid_t($0) } ?? 0
            let isOwnerAlive = owner > 0 && (kill(owner, 0) == 0 || errno == EPERM)
            if isOwnerAlive || ContinuousClock.now > deadline {
                close(file)
                throw PrivatePostgresError(.inUse, "\(path) is held by process \(owner)")
            }
            usleep(20_000)
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(file, 0) == 0, pwrite(file, text, text.count, 0) == text.count else {
            close(file)
            throw PrivatePostgresError(.directory, "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        return file
    }
}
