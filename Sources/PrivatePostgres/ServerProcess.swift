import Glibc

/// The server's main process, seen from outside.
struct ServerProcess {
    let id: pid_t

    /// A process that has ended but was not yet waited for does not count.
    var isAlive: Bool {
        guard kill(id, 0) == 0 || errno == EPERM, let status = Layout.read("/proc/\(id)/stat") else { return false }
        // "123 (name) S ...": the name may hold anything, so look behind its last parenthesis.
        guard let close = status.lastIndex(of: ")") else { return false }
        return !status[close...].dropFirst(2).hasPrefix("Z")
    }

    /// Waits until the server says in its pid file that it takes connections, recovery included.
    ///
    /// - Returns: false when it ended instead, or took longer than anybody waits.
    func waitUntilReady(_ layout: Layout) -> Bool {
        let deadline = ContinuousClock.now + .seconds(300)
        while isAlive, ContinuousClock.now < deadline {
            let file = Layout.read(layout.data + "/postmaster.pid") ?? ""
            let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
            if lines.count >= 8, lines[0] == "\(id)", lines[7].hasPrefix("ready") { return true }
            usleep(5_000)
        }
        return false
    }

    /// Ends a server that outlived its guardian, which takes somebody who killed that one alone.
    static func endOrphan(of layout: Layout) {
        guard let first = Layout.read(layout.data + "/postmaster.pid")?.split(separator: "\n").first,
            let id = pid_t(first), workingDirectory(of: id) == layout.data
        else { return }
        let orphan = ServerProcess(id: id)
        kill(id, SIGQUIT)
        let deadline = ContinuousClock.now + .seconds(30)
        while orphan.isAlive, ContinuousClock.now < deadline { usleep(20_000) }
    }

    private static func workingDirectory(of id: pid_t) -> String? {
        var path = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = path.withUnsafeMutableBytes {
            readlink("/proc/\(id)/cwd", $0.assumingMemoryBound(to: CChar.self).baseAddress!, $0.count)
        }
        return length > 0 ? String(decoding: path.prefix(length), as: UTF8.self) : nil
    }
}
