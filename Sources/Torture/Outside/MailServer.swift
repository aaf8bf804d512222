import Foundation
import Synchronization

/// A mail server on loopback with good and bad days, which remembers what it has taken. RFC 5321 as far as a client
/// without TLS and login needs it; a thread for each connection.
final class MailServer: Sendable {
    enum Mood: Sendable, CaseIterable {
        case taking
        /// 451 to every recipient.
        case refusing
        /// Takes the mail, and hangs up without saying so.
        case silent
        /// Nobody listens, and whoever was connected is cut off.
        case away
    }

    struct State {
        var mood = Mood.taking
        var listener: Int32 = -1
        var connections: Set<Int32> = []
        var mails: [String: History.Mail] = [:]
    }

    let port: Int
    private let state = Mutex(State())
    /// Bound and never listening: it keeps the port while the server is away.
    private let holder: Int32

    init() throws(TortureError) {
        (holder, port) = try LoopbackSocket.bind(port: 0)
        try listen()
    }

    deinit {
        turn(.away)
        close(holder)
    }

    var mails: [String: History.Mail] { state.withLock { $0.mails } }
    var mood: Mood { state.withLock { $0.mood } }

    func turn(_ mood: Mood) {
        let former = state.withLock { state in
            defer { state.mood = mood }
            if mood == .away {
                for socket in state.connections.union([state.listener]) where socket >= 0 {
                    shutdown(socket, Int32(SHUT_RDWR))
                }
                state.listener = -1
            }
            return state.mood
        }
        if former == .away, mood != .away { try? listen() }
    }

    func take(_ id: String, recipients: [String]) {
        state.withLock { state in
            if var known = state.mails[id] {
                known.copies += 1
                known.recipients.formUnion(recipients)
                state.mails[id] = known
            } else {
                state.mails[id] = History.Mail(recipients: Set(recipients))
            }
        }
    }

    private func listen() throws(TortureError) {
        let listener = try LoopbackSocket.bind(port: port).socket
        guard Glibc.listen(listener, 64) == 0 else { throw LoopbackSocket.failure("listen") }
        state.withLock { $0.listener = listener }
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                guard let self, self.admit(connection) else {
                    close(connection)
                    continue
                }
                Thread.detachNewThread { [weak self] in self?.serve(connection) }
            }
            close(listener)
        }
    }

    private func admit(_ connection: Int32) -> Bool {
        state.withLock { state in
            if state.mood == .away { return false }
            state.connections.insert(connection)
            return true
        }
    }

    private func serve(_ connection: Int32) {
        var session = MailSession(server: self, socket: connection)
        session.run()
        _ = state.withLock { $0.connections.remove(connection) }
        close(connection)
    }
}

/// Sockets on 127.0.0.1 of which several may have the same port.
enum LoopbackSocket {
    /// - Parameter port: 0 for any that is free.
    static func bind(port: Int) throws(TortureError) -> (socket: Int32, port: Int) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        for option in [SO_REUSEADDR, SO_REUSEPORT] {
            setsockopt(socket, SOL_SOCKET, option, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard isBound else { throw failure("bind") }
        return (socket, Int(UInt16(bigEndian: address.sin_port)))
    }

    static func failure(_ what: String) -> TortureError {
        TortureError(.process, "\(what): \(String(cString: strerror(errno)))")
    }
}
