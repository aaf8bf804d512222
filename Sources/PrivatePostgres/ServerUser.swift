import Glibc

/// The user that the server runs as: ourselves, or `postgres` when we are root, whom PostgreSQL refuses.
struct ServerUser {
    let uid: uid_t
    let gid: gid_t
    /// Whether it is somebody else than we are.
    let isOther: Bool

    static func current() throws(PrivatePostgresError) -> ServerUser {
        guard geteuid() == 0 else { return ServerUser(uid: geteuid(), gid: getegid(), isOther: false) }
        guard let entry = getpwnam("postgres") else {
            throw PrivatePostgresError(.noUser, "root cannot run PostgreSQL and there is no user `postgres`")
        }
        return ServerUser(uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid, isOther: true)
    }

    /// What stands before a command to run it as this user, and to end it when the process that started it is killed.
    /// `setpriv` becomes the command: there is no process between.
    var prefix: [String] {
        let program = "/usr/bin/setpriv"
        let identity = isOther ? ["--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"] : []
        guard isOther || access(program, X_OK) == 0 else { return [] }
        return [program] + identity + ["--pdeathsig=QUIT", "--"]
    }

    /// Makes a directory that belongs to this user.
    func makeDirectory(_ path: String, mode: mode_t) throws(PrivatePostgresError) {
        if mkdir(path, mode) != 0, errno != EEXIST { throw failure("cannot make", path) }
        try own(path)
        if chmod(path, mode) != 0 { throw failure("cannot set the mode of", path) }
    }

    func own(_ path: String) throws(PrivatePostgresError) {
        if isOther, chown(path, uid, gid) != 0 { throw failure("cannot give away", path) }
    }

    /// Makes sure that this user can get to a directory at all.
    func checkParents(of path: String) throws(PrivatePostgresError) {
        guard isOther else { return }
        var parent = ""
        for part in path.split(separator: "/").dropLast() {
            parent += "/" + part
            var status = stat()
            guard stat(parent, &status) == 0 else { return }
            let needed: mode_t = status.st_uid == uid ? 0o100 : status.st_gid == gid ? 0o010 : 0o001
            if status.st_mode & needed == 0 {
                throw PrivatePostgresError(
                    .directory,
                    "PostgreSQL runs as user `postgres`, who cannot enter \(parent); choose another directory")
            }
        }
    }

    private func failure(_ what: String, _ path: String) -> PrivatePostgresError {
        PrivatePostgresError(.directory, "\(what) \(path): \(String(cString: strerror(errno)))")
    }
}
