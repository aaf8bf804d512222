import FoundationEssentials
import Glibc

/// Starting other programs, with nothing inherited but what is given.
enum Spawn {
    /// Starts a program in `/`, in a process group of its own (a terminal's Ctrl-C is not for it), with fresh signals.
    ///
    /// - Parameters:
    ///   - input, output, error: descriptors of ours that become its 0, 1 and 2; all others are closed in it.
    /// - Returns: its process id, or nil with `errno` when it could not be started.
    static func start(_ command: [String], input: Int32, output: Int32, error: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Ours are above 2, so none is overwritten before it is copied.
        for (index, descriptor) in [input, output, error].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(index))
        }
        for descriptor in openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = freshAttributes()
        defer { posix_spawnattr_destroy(&attributes) }
        // The directory we are in may be closed to the user that the program becomes.
        let words = ["/bin/sh", "-c", "cd / && exec \"$@\"", "giro-postgres"] + command
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin"), strdup("LC_ALL=C")]
        environment.append(nil)
        defer { for text in arguments + environment { free(text) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, words[0], &actions, &attributes, &arguments, &environment)
        errno = result
        return result == 0 ? process : nil
    }

    private static func freshAttributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETPGROUP)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return attributes
    }

    /// Libraries open descriptors that are not closed on exec; a server that inherited a listening socket of ours would
    /// keep its port busy. Closing one that is gone by then is no error.
    private static func openDescriptors() -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }
    }

    /// Waits for a child of ours; nil when somebody else has taken its status.
    static func wait(for process: pid_t) -> Int32? {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return nil }
        }
        return status
    }
}
