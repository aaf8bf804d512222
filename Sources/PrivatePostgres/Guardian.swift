import Glibc

/// The shell that holds the server (or its `initdb`): it starts it, and ends it when told to or when we are gone.
///
/// Its standard input is our socket. While we live it waits there for one word, the name of a signal. However we die,
/// by exit, crash or SIGKILL, the kernel closes our end, the shell reads the end of file, and ends the server by
/// itself. The server is the shell's own child, so there is no moment in which it could miss it.
struct Guardian {
    let server: ServerProcess
    private let process: pid_t
    /// Our end of the socket. Whoever holds a copy keeps the server alive, so it is closed on exec.
    private let socket: Int32

    /// $1 signal at our death, $2 directory to remove then or "", $3 log file, then the server's command. The signals
    /// of a terminal or a supervisor are for us, not for the shell. A server that ended by itself is not sent a signal:
    /// its number may be another's by then.
    private static let script = """
        trap '' HUP INT TERM
        exec 2>/dev/null
        umask 077
        signal_at_death=$1; remove=$2; log=$3; shift 3
        "$@" </dev/null >>"$log" 2>&1 &
        server=$!
        echo "$server" >&0
        if read -r signal; then remove=; else signal=$signal_at_death; fi
        grep -qx "PPid:.$$" "/proc/$server/status" && kill -s "$signal" "$server"
        wait "$server"
        if [ -n "$remove" ]; then rm -rf "$remove"; fi
        """

    static func start(
        _ layout: Layout, command: [String], signalAtDeath: String, removeAtDeath: String?
    ) throws(PrivatePostgresError) -> Guardian {
        var ends: (Int32, Int32) = (-1, -1)
        let made = withUnsafeMutableBytes(of: &ends) {
            socketpair(
                AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0,
                $0.assumingMemoryBound(to: Int32.self).baseAddress!)
        }
        guard made == 0 else { throw PrivatePostgresError(.startFailed, String(cString: strerror(errno))) }
        let words = [signalAtDeath, removeAtDeath ?? "", layout.log]
        let arguments = ["/bin/sh", "-c", script, "giro-postgres"] + words + command
        // The lock as its output: nothing is written there, but the lock holds while the shell lives.
        let process = Spawn.start(arguments, input: ends.1, output: layout.lock, error: layout.lock)
        close(ends.1)
        guard let process, let server = readProcess(ends.0) else {
            close(ends.0)
            throw PrivatePostgresError(.startFailed, "cannot run /bin/sh: \(String(cString: strerror(errno)))")
        }
        return Guardian(server: server, process: process, socket: ends.0)
    }

    /// The shell's first line names the server's process.
    private static func readProcess(_ socket: Int32) -> ServerProcess? {
        var line = ""
        var byte: UInt8 = 0
        while true {
            let count = recv(socket, &byte, 1, 0)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { return pid_t(line).map { ServerProcess(id: $0) } }
            line.append(Character(UnicodeScalar(byte)))
        }
    }

    /// Sends the server a signal (`INT` fast, `QUIT` immediate) and returns when it has ended.
    func end(_ signal: String) {
        let line = Array((signal + "\n").utf8)
        _ = send(socket, line, line.count, Int32(MSG_NOSIGNAL))
        // The shell's own end closes when it exits; that is known even if another part of the process reaps our child.
        var byte: UInt8 = 0
        while recv(socket, &byte, 1, 0) < 0, errno == EINTR {}
        close(socket)
        _ = Spawn.wait(for: process)
    }
}
