import Glibc

/// A directory that only we have a say in: made by our user, writable by no other, and reached through no link that
/// another user has made. What others could have put into it is never believed.
enum OwnDirectory {
    /// Makes it when it is missing, and looks at it in any case.
    ///
    /// - Parameter path: absolute.
    static func make(_ path: String, mode: mode_t) throws(PrivatePostgresError) {
        try checkParents(of: path)
        if mkdir(path, mode) != 0, errno != EEXIST {
            throw PrivatePostgresError(.directory, "cannot make \(path): \(String(cString: strerror(errno)))")
        }
        try check(path)
    }

    /// - Throws: `directory` when it is a link, another user's, or writable by others.
    static func check(_ path: String) throws(PrivatePostgresError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            throw PrivatePostgresError(.directory, "cannot look at \(path): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            let what = status.st_mode & S_IFMT == S_IFLNK ? "is a link" : "is no directory"
            throw PrivatePostgresError(.directory, "\(path) \(what); name the directory itself")
        }
        guard status.st_uid == geteuid() else {
            throw PrivatePostgresError(.directory, "\(path) belongs to user \(status.st_uid), not to you")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw PrivatePostgresError(.directory, "others may write to \(path); chmod go-w \(path)")
        }
    }

    /// Where anybody may write without the sticky bit, anybody may put another directory in this one's place. A link
    /// on the way is followed when it is root's or ours.
    private static func checkParents(of path: String) throws(PrivatePostgresError) {
        var parent = ""
        for part in path.split(separator: "/").dropLast() {
            parent += "/" + part
            var status = stat()
            guard lstat(parent, &status) == 0 else { return }
            if status.st_mode & S_IFMT == S_IFLNK, status.st_uid != 0, status.st_uid != geteuid() {
                throw PrivatePostgresError(.directory, "\(parent) is a link that user \(status.st_uid) has made")
            }
            guard stat(parent, &status) == 0 else { return }
            if status.st_mode & 0o002 != 0, status.st_mode & 0o1000 == 0 {
                throw PrivatePostgresError(.directory, "any user may replace what is in \(parent)")
            }
        }
    }
}
