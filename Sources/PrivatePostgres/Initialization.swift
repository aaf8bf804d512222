import FoundationEssentials
import Glibc

/// Making the data directory, once. It is made under another name, so that what was interrupted is never mistaken for
/// something complete.
struct Initialization {
    let layout: Layout
    let binaries: Binaries
    let durable: Bool
    let password: String

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
        try initialize(command)
        guard rename(unfinished, layout.data) == 0 else {
            throw PrivatePostgresError(.directory, "cannot rename \(unfinished): \(String(cString: strerror(errno)))")
        }
    }

    private func initialize(_ command: [String]) throws(PrivatePostgresError) {
        let logged = layout.logSize
        let log = open(layout.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(log)
            close(null)
        }
        guard let process = Spawn.start(command, input: null, output: log, error: log) else {
            throw PrivatePostgresError(.initializationFailed, "cannot run \(command[0])")
        }
        guard Spawn.wait(for: process) == 0 else {
            throw PrivatePostgresError(.initializationFailed, "initdb failed: \(layout.logTail(from: logged))")
        }
    }
}
