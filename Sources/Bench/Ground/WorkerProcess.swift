import Foundation

/// `giro worker <name>` or `giro gateway` as a process of its own, which ends when we do, however that happens.
///
/// A shell is between: it holds the reading end of a pipe of ours, and kills the worker when that closes.
final class WorkerProcess {
    let name: String
    let id: Int32
    private let shell: Process
    /// Closed when this process ends.
    private let lifeline: Pipe

    private static let script = """
        exec 3<&0
        "$@" 3<&- </dev/null >&2 &
        worker=$!
        echo "$worker"
        exec >&-
        ( read -r _ <&3; kill -s KILL "$worker" ) 2>/dev/null &
        watch=$!
        wait "$worker"
        status=$?
        kill -s KILL "$watch" 2>/dev/null
        exit "$status"
        """

    /// - Parameter command: of `giro`, as `["worker", "wallet"]`.
    init(name: String, command: [String], environmentFile: String, flags: [String], log: String) throws {
        self.name = name
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try output.seekToEnd()
        shell = Process()
        lifeline = Pipe()
        let answer = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments =
            ["-c", Self.script, "giro-bench", program] + command + ["--env-file", environmentFile]
            + flags.flatMap { ["--set", $0] }
        shell.standardInput = lifeline
        shell.standardOutput = answer
        shell.standardError = output
        try shell.run()
        let line = String(decoding: answer.fileHandleForReading.availableData, as: UTF8.self)
        guard let id = Int32(line.prefix { $0.isNumber }) else {
            throw BenchError(.workerEnded, "the worker \(name) could not be started; see \(log)")
        }
        self.id = id
    }

    var isRunning: Bool { shell.isRunning }

    /// Asks for a graceful end and waits for it.
    func stop() {
        guard shell.isRunning else { return }
        kill(id, SIGTERM)
        shell.waitUntilExit()
    }
}
