import FoundationEssentials
import Glibc

/// Starting programs with one socket as their input and output, and nothing else inherited.
enum Spawn {
    static func socketPair() throws(TortureError) -> (ours: Int32, theirs: Int32) {
        var ends: (Int32, Int32) = (-1, -1)
        let made = withUnsafeMutableBytes(of: &ends) {
            socketpair(
                AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0,
                $0.assumingMemoryBound(to: Int32.self).baseAddress!)
        }
        guard made == 0 else { throw TortureError(.process, String(cString: strerror(errno))) }
        return ends
    }

    /// In a process group of its own, so that a terminal's Ctrl-C reaches only us, with all signals as new.
    ///
    /// - Parameter errors: a file for standard error; the socket otherwise.
    static func start(
        _ command: [String], environment: [String], standardSocket: Int32, errors: String? = nil
    ) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...1 { posix_spawn_file_actions_adddup2(&actions, standardSocket, descriptor) }
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, standardSocket, 2)
        }
        for descriptor in openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETPGROUP)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, command[0], &actions, &attributes, &arguments, &variables)
        errno = result
        return result == 0 ? process : nil
    }

    /// Libraries open descriptors that are not closed on exec. Closing one that is gone by then is no error.
    private static func openDescriptors() -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }
    }

    /// One line, without its end; `nil` when none came in time or the other end is closed.
    static func readLine(_ socket: Int32, timeoutMilliseconds: Int32) -> String? {
        var line = ""
        while true {
            // Lines are short and written at once: when a first byte is there, the rest is.
            var wanted = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wanted, 1, line.isEmpty ? timeoutMilliseconds : 1_000)
            if ready < 0, errno == EINTR { continue }
            var byte: UInt8 = 0
            guard ready > 0, recv(socket, &byte, 1, 0) == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { return line }
            line.append(Character(UnicodeScalar(byte)))
        }
    }

    static func reap(_ process: pid_t) {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}
