import Foundation
import NIOCore

/// A request of HTTP/1.1, as bytes; and its answer over a connection of its own.
struct HTTPQuestion {
    let method: String
    let path: String
    var headers: [(String, String)] = []
    var body: [UInt8] = []

    static func get(_ path: String, token: String? = nil) -> HTTPQuestion {
        HTTPQuestion(method: "GET", path: path, headers: bearer(token))
    }

    static func post(
        _ path: String, _ fields: [String: String], token: String? = nil, wait: Bool = false
    ) throws
        -> HTTPQuestion
    {
        HTTPQuestion(
            method: "POST", path: path,
            headers: bearer(token) + [("Content-Type", "application/json")] + (wait ? [("Prefer", "wait=30")] : []),
            body: Array(try JSONSerialization.data(withJSONObject: fields)))
    }

    private static func bearer(_ token: String?) -> [(String, String)] {
        token.map { [("Authorization", "Bearer \($0)")] } ?? []
    }

    var bytes: ByteBuffer {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if method != "GET" { text += "Content-Length: \(body.count)\r\n" }
        var buffer = ByteBuffer(string: text + "\r\n")
        buffer.writeBytes(body)
        return buffer
    }

    /// - Throws: `no_answer`, `malformed_reply`.
    func ask(port: Int) throws -> HTTPReply {
        let socket = try LoopbackSocket(port: port)
        try socket.send(bytes)
        var received = ByteBuffer()
        while true {
            if let reply = try HTTPReply.take(from: &received) { return reply }
            received.writeBytes(try socket.receive())
        }
    }
}

/// A blocking connection to 127.0.0.1, closed when it is dropped.
final class LoopbackSocket {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 40, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = Self.address(port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 {
            close(descriptor)
            throw BenchError(.noAnswer, "nobody listens on port \(port)")
        }
    }

    deinit { close(descriptor) }

    func send(_ buffer: ByteBuffer) throws {
        let count = buffer.withUnsafeReadableBytes {
            Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count != buffer.readableBytes { throw BenchError(.noAnswer, "the connection was lost") }
    }

    func receive() throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { throw BenchError(.noAnswer, "the connection was closed before an answer") }
        return Array(bytes[..<count])
    }

    /// A port that nobody has now.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = address(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw BenchError(.noAnswer, "no port is free") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
