import Foundation
import Glibc

/// A program that runs beside a test and is ended with it. Spawned and waited for without Foundation, whose `Process`
/// waits for ever when another thread started it.
final class ExternalProcess {
    struct Failure: Error {
        let command: String
        let status: Int32
    }

    private let command: String
    private let id: pid_t

    init(_ command: String, _ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var words = ([command] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id = pid_t()
        let status = posix_spawnp(&id, command, &actions, nil, &words, environ)
        guard status == 0 else { throw Failure(command: command, status: status) }
        self.command = command
        self.id = id
    }

    deinit {
        guard exitStatus() == nil else { return }
        kill(id, SIGKILL)
        waitpid(id, nil, 0)
    }

    static func run(_ command: String, _ arguments: [String]) async throws {
        let process = try ExternalProcess(command, arguments)
        while true {
            if let status = process.exitStatus() {
                guard status == 0 else { throw Failure(command: command, status: status) }
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Waits until the program accepts connections.
    func listening(on port: Int, within limit: Duration = .seconds(20)) async throws {
        let deadline = ContinuousClock.now + limit
        while !FreePort.isTaken(port) {
            if let status = exitStatus() { throw Failure(command: command, status: status) }
            guard .now < deadline else { throw Failure(command: command, status: -1) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private var status: Int32?

    /// Nil while it runs.
    private func exitStatus() -> Int32? {
        if status == nil {
            var raw: Int32 = 0
            if waitpid(id, &raw, WNOHANG) == id { status = raw }
        }
        return status
    }
}

enum FreePort {
    static func find() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { socketAddress in
                bind(descriptor, socketAddress, size) == 0 && getsockname(descriptor, socketAddress, &size) == 0
            }
        }
        guard bound else { throw ExternalProcess.Failure(command: "bind", status: errno) }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    static func isTaken(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { socketAddress in
                connect(descriptor, socketAddress, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}

/// A directory that lives as long as its owner.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "giro-curl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}
