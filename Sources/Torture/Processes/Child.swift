import FoundationEssentials
import Glibc

/// A process that cannot outlive this one: a shell is its parent, and ends it when our end of a socket closes, however
/// we end. The shell also tells how it ended.
///
/// The kernel's own parent-death signal is no help here: it is sent when the starting thread ends, not the process.
final class Child {
    let name: String
    let id: pid_t
    private let shell: pid_t
    /// Our end of the socket. Closed on exec, so that no other child keeps this one alive.
    private let socket: Int32
    private var heard = ""
    private var end: Ending?

    /// How a process ended.
    struct Ending: Equatable {
        /// A shell's status: above 128 it is a signal.
        let status: Int

        var wasKilled: Bool { status == 128 + Int(SIGKILL) }
        var wasGraceful: Bool { status == 0 }
    }

    /// The command's own input is empty, its output goes to the log. The subshell waits for the end of file.
    private static let script = """
        trap '' HUP INT TERM
        log=$1; shift
        exec 3<&0 2>>"$log"
        "$@" 3<&- </dev/null >>"$log" 2>&1 &
        child=$!
        echo "$child" >&3
        ( cat <&3 >/dev/null; kill -s KILL "$child" ) &
        watch=$!
        wait "$child"
        echo "ended $?" >&3
        kill -s KILL "$watch"
        """

    static func start(
        name: String, _ command: [String], environment: [String], log: String
    ) throws(TortureError) -> Child {
        let (ours, theirs) = try Spawn.socketPair()
        defer { close(theirs) }
        let shell = Spawn.start(
            ["/bin/sh", "-c", script, "giro-torture", log] + command, environment: environment, standardSocket: theirs)
        guard let shell else {
            close(ours)
            throw TortureError(.process, "cannot run /bin/sh: \(String(cString: strerror(errno)))")
        }
        guard let line = Spawn.readLine(ours, timeoutMilliseconds: 5_000), let id = pid_t(line) else {
            close(ours)
            throw TortureError(.process, "\(name) could not be started")
        }
        return Child(name: name, id: id, shell: shell, socket: ours)
    }

    private init(name: String, id: pid_t, shell: pid_t, socket: Int32) {
        self.name = name
        self.id = id
        self.shell = shell
        self.socket = socket
    }

    deinit {
        close(socket)
        if end == nil { Spawn.reap(shell) }
    }

    /// How it ended; `nil` while it runs.
    var ending: Ending? {
        if let end { return end }
        guard let line = Spawn.readLine(socket, timeoutMilliseconds: 0) else { return nil }
        let status = line.split(separator: " ").last.flatMap { Int($0) } ?? -1
        end = Ending(status: status)
        Spawn.reap(shell)
        return end
    }

    /// Whether it stands still, by its own doing or ours. Source: proc(5), /proc/<pid>/stat, the field after the name.
    var isStopped: Bool {
        guard ending == nil, let bytes = FileManager.default.contents(atPath: "/proc/\(id)/stat") else { return false }
        let status = String(decoding: bytes, as: UTF8.self)
        guard let close = status.lastIndex(of: ")") else { return false }
        return status[close...].dropFirst(2).hasPrefix("T")
    }

    /// The most memory it has had in RAM so far, MiB; 0 when it is gone. Source: proc(5), /proc/<pid>/status, VmHWM.
    var peakMebibytes: Int {
        guard end == nil, let bytes = FileManager.default.contents(atPath: "/proc/\(id)/status") else { return 0 }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 >> 10 } ?? 0
    }

    /// Sent only while it is known to run, so never to a stranger with the same number.
    func signal(_ number: Int32) {
        if ending == nil { kill(id, number) }
    }

    /// How many files it may have open at once; nil: as many as we may, as when it was started.
    func limitFiles(to count: UInt?) {
        var own = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &own)
        let input = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(input) }
        // Glibc's own call for another process's limits is hidden from Swift.
        guard ending == nil,
            let tool = Spawn.start(
                ["/usr/bin/prlimit", "--pid", "\(id)", "--nofile=\(count ?? own.rlim_cur):"], environment: [],
                standardSocket: input)
        else { return }
        Spawn.reap(tool)
    }

    func awaitEnd(milliseconds: Int) -> Ending? {
        var left = milliseconds
        while left > 0, ending == nil {
            usleep(10_000)
            left -= 10
        }
        return ending
    }
}
