import Glibc

/// `giro broker` as a process of its own, with its control channel: commands on its input, an answer to each on its
/// output. It ends when its input does.
final class BrokerProcess {
    let bootstrapServers: String
    private let process: pid_t
    private let socket: Int32
    private var hasEnded = false

    static let brokers = 3

    init(executable: String, log: String, partitions: Int) throws(TortureError) {
        let (ours, theirs) = try Spawn.socketPair()
        defer { close(theirs) }
        let command = [
            executable, "broker", "--control", "--brokers", "\(Self.brokers)", "--partitions", "\(partitions)",
        ]
        guard
            let process = Spawn.start(
                command, environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"], standardSocket: theirs, errors: log)
        else {
            close(ours)
            throw TortureError(.process, "cannot run \(executable)")
        }
        guard let servers = Spawn.readLine(ours, timeoutMilliseconds: 20_000) else {
            close(ours)
            throw TortureError(.broker, "the broker did not say where it is; see \(log)")
        }
        self.process = process
        socket = ours
        bootstrapServers = servers
    }

    /// - Returns: whether the broker did it.
    @discardableResult
    func tell(_ command: String) -> Bool {
        let line = Array((command + "\n").utf8)
        guard send(socket, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else { return false }
        return Spawn.readLine(socket, timeoutMilliseconds: 5_000) == "ok"
    }

    /// Whether it still runs; it is ended by its input's end only.
    var isAlive: Bool {
        var status: Int32 = 0
        if hasEnded { return false }
        hasEnded = waitpid(process, &status, WNOHANG) == process
        return !hasEnded
    }

    deinit {
        close(socket)
        if !hasEnded { Spawn.reap(process) }
    }
}
