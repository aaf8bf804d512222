import Foundation
import Glibc

/// A Python program that runs beside a test and ends with it. Spawned without Foundation, whose `Process` waits for
/// ever when another thread started it.
final class PythonScript {
    struct Failure: Error {
        let status: Int32
    }

    private let id: pid_t
    private var status: Int32?

    /// - Parameter modules: a directory of modules to import from.
    init(_ text: String, _ arguments: [String], modules: String? = nil) throws {
        var environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        if let modules { environment.append("PYTHONPATH=\(modules)") }
        id = try Self.spawn(["python3", "-c", text] + arguments, environment)
    }

    deinit {
        guard exitStatus() == nil else { return }
        kill(id, SIGKILL)
        waitpid(id, nil, 0)
    }

    /// Runs to the end.
    static func run(_ text: String, _ arguments: [String], modules: String? = nil) async throws {
        let script = try PythonScript(text, arguments, modules: modules)
        while script.exitStatus() == nil { try await Task.sleep(for: .milliseconds(5)) }
        if let status = script.exitStatus(), status != 0 { throw Failure(status: status) }
    }

    /// Waits until the program has written a file.
    func wrote(_ path: String, within limit: Duration = .seconds(20)) async throws -> String {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let text = try? String(contentsOfFile: path, encoding: .utf8), text.hasSuffix("\n") {
                return text.trimmingCharacters(in: .newlines)
            }
            if let status = exitStatus() { throw Failure(status: status) }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure(status: -1)
    }

    /// Nil while it runs.
    private func exitStatus() -> Int32? {
        if status == nil {
            var raw: Int32 = 0
            if waitpid(id, &raw, WNOHANG) == id { status = raw }
        }
        return status
    }

    private static func spawn(_ words: [String], _ environment: [String]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for word in arguments + variables { free(word) } }
        var id = pid_t()
        let status = posix_spawnp(&id, words[0], &actions, nil, &arguments, &variables)
        guard status == 0 else { throw Failure(status: status) }
        return id
    }
}

/// A directory that lives as long as its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "giro-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}
