import Foundation

/// A connection over which a test sends what no client would, from whichever of the machine's addresses.
final class RawConnection {
    private let socket: Int32

    /// Nil when the connection does not come about.
    init?(port: Int, from source: String = "127.0.0.1") {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var own = Self.address(source, 0)
        var other = Self.address("127.0.0.1", port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafePointer(to: &own) { own in
            own.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) == 0 }
        }
        let isConnected = withUnsafePointer(to: &other) { other in
            other.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) == 0 }
        }
        guard isOpen, isConnected else { return nil }
    }

    deinit { close(socket) }

    func send(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes {
            Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// What comes within the time, until the other side closes or nothing more comes for so long.
    func read(within seconds: Int) -> String {
        var bytes: [UInt8] = []
        while let part = part(within: seconds), !part.isEmpty {
            bytes += part
            if String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n") { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the other side has closed it, or does within the time.
    func isClosed(within seconds: Int) -> Bool { part(within: seconds)?.isEmpty == true }

    /// Nil: nothing came. Empty: closed.
    private func part(within seconds: Int) -> [UInt8]? {
        var wanted = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, Int32(seconds * 1_000)) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    private static func address(_ text: String, _ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        inet_pton(AF_INET, text, &address.sin_addr)
        return address
    }
}
