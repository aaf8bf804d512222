import Foundation
import Synchronization

/// A server on loopback with good and bad days; a thread for each connection.
final class LoopbackServer: Sendable {
    enum Mood: Sendable, CaseIterable {
        case taking
        /// Says that it cannot take anything now.
        case refusing
        /// Takes what it is given, and hangs up without saying so.
        case silent
        /// Nobody listens, and whoever was connected is cut off.
        case away
    }

    private struct State {
        var mood = Mood.taking
        var listener: Int32 = -1
        var connections: Set<Int32> = []
    }

    let port: Int
    private let state = Mutex(State())
    private let serve: @Sendable (inout LoopbackConnection) -> Void
    /// Bound and never listening: it keeps the port while the server is away.
    private let holder: Int32

    /// - Parameter serve: speaks with one client until it or the client wants no more.
    init(_ serve: @escaping @Sendable (inout LoopbackConnection) -> Void) throws(TortureError) {
        self.serve = serve
        (holder, port) = try LoopbackSocket.bind(port: 0)
        try listen()
    }

    deinit {
        turn(.away)
        close(holder)
    }

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

    private func listen() throws(TortureError) {
        let listener = try LoopbackSocket.bind(port: port).socket
        guard Glibc.listen(listener, 64) == 0 else { throw LoopbackSocket.failure("listen") }
        state.withLock { $0.listener = listener }
        Thread.detachNewThread { [weak self] in
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { break }
                _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
                guard let self, self.admit(socket) else {
                    close(socket)
                    continue
                }
                Thread.detachNewThread { [weak self] in self?.attend(socket) }
            }
            close(listener)
        }
    }

    private func admit(_ socket: Int32) -> Bool {
        state.withLock { state in
            if state.mood == .away { return false }
            state.connections.insert(socket)
            return true
        }
    }

    private func attend(_ socket: Int32) {
        var connection = LoopbackConnection(socket: socket) { [weak self] in
            self?.state.withLock { $0.mood } ?? .away
        }
        serve(&connection)
        _ = state.withLock { $0.connections.remove(socket) }
        close(socket)
    }
}

/// One client's connection, seen from the server.
struct LoopbackConnection {
    /// Of the server, at this moment.
    let mood: () -> LoopbackServer.Mood
    private let socket: Int32
    private var buffer: [UInt8] = []

    /// Longer than anything that Giro sends at once.
    private static let largest = 1 << 20

    init(socket: Int32, mood: @escaping () -> LoopbackServer.Mood) {
        self.socket = socket
        self.mood = mood
    }

    func say(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// What comes before the mark; nil when the other side has gone.
    mutating func read(until mark: String) -> [UInt8]? {
        let mark = Array(mark.utf8)
        var searched = 0
        while true {
            var start = max(0, searched - mark.count)
            while start + mark.count <= buffer.count {
                if buffer[start..<(start + mark.count)].elementsEqual(mark) {
                    defer { buffer.removeFirst(start + mark.count) }
                    return Array(buffer[..<start])
                }
                start += 1
            }
            searched = buffer.count
            guard buffer.count < Self.largest, fill() else { return nil }
        }
    }

    mutating func read(count: Int) -> [UInt8]? {
        while buffer.count < count {
            guard count <= Self.largest, fill() else { return nil }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        var count = recv(socket, &chunk, chunk.count, 0)
        while count < 0, errno == EINTR { count = recv(socket, &chunk, chunk.count, 0) }
        guard count > 0 else { return false }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }
}

/// Sockets on 127.0.0.1 of which several may have the same port.
private enum LoopbackSocket {
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
