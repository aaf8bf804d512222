import FoundationEssentials
import Glibc

/// Making the data directory, once. It is made under another name, so that what was interrupted is never mistaken for
/// something complete.
struct Initialization {
    let layout: Layout
    let binaries: Binaries
    let durable: Bool
    let password: String
    let removeAtDeath: String?

    func run() throws(PrivatePostgresError) {
        guard layout.dataVersion == nil else { return }
        let unfinished = layout.directory + "/data.unfinished"
        let passwordFile = layout.directory + "/password.initdb"
        try? FileManager.default.removeItem(atPath: unfinished)
        try layout.user.makeDirectory(unfinished, mode: 0o700)
        try layout.write(password, to: passwordFile)
        defer { unlink(passwordFile) }
        try layout.user.own(passwordFile)
        let command =
            layout.user.prefix + [
                binaries.program("initdb"), "--pgdata=\(unfinished)", "--username=postgres", "--pwfile=\(passwordFile)",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions",
                durable ? "--data-checksums" : "--no-sync",
            ]
        let logged = layout.logSize
        let guardian = try Guardian.start(layout, command: command, signalAtDeath: "TERM", removeAtDeath: removeAtDeath)
        while guardian.server.isAlive { usleep(5_000) }
        guardian.end("TERM")
        // When it fails it removes what it made.
        guard access(unfinished + "/global/pg_control", F_OK) == 0 else {
            throw PrivatePostgresError(.initializationFailed, "initdb failed: \(layout.logTail(from: logged))")
        }
        guard rename(unfinished, layout.data) == 0 else {
            throw PrivatePostgresError(.directory, "cannot rename \(unfinished): \(String(cString: strerror(errno)))")
        }
    }
}
