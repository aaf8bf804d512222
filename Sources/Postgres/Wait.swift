import Glibc

/// Waiting for a socket.
enum Wait {
    /// Waits until one of the events, an error or a hang-up.
    ///
    /// - Returns: false when the deadline passed first or there is no socket.
    static func until(_ socket: Int32, _ events: Int16, _ deadline: ContinuousClock.Instant?) -> Bool {
        guard socket >= 0 else { return false }
        var entry = pollfd(fd: socket, events: events, revents: 0)
        while true {
            var timeout: Int32 = -1
            if let deadline {
                let left = deadline - .now
                guard left > .zero else { return false }
                timeout = left.wholeMilliseconds
            }
            let ready = poll(&entry, 1, timeout)
            if ready > 0 { return true }
            if ready < 0, errno != EINTR { return false }
        }
    }
}
