import Foundation
import Synchronization

/// A TCP connection's long way round: what goes in on a port of 127.0.0.1 comes out at another so much later.
public final class SlowProxy: Sendable {
    public let port: Int
    private let listener: Int32
    private let target: Int
    private let delayMilliseconds: UInt32
    private let isOver = Mutex(false)

    public init(to target: Int, delayMilliseconds: UInt32) throws {
        self.target = target
        self.delayMilliseconds = delayMilliseconds
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in acceptAll() }
    }

    /// Takes no more connections; those that are open stay until one side closes them.
    public func stop() {
        isOver.withLock { $0 = true }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func acceptAll() {
        while !isOver.withLock({ $0 }) {
            let near = accept(listener, nil, nil)
            guard near >= 0 else { break }
            let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.loopback(port: target)
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else {
                close(near)
                close(far)
                continue
            }
            Thread.detachNewThread { [self] in carry(between: near, and: far) }
        }
        close(listener)
    }

    private func carry(between near: Int32, and far: Int32) {
        let back = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            carry(from: far, to: near)
            back.signal()
        }
        carry(from: near, to: far)
        back.wait()
        close(near)
        close(far)
    }

    private func carry(from source: Int32, to destination: Int32) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &bytes, bytes.count, 0)
            guard count > 0 else { break }
            usleep(delayMilliseconds * 1_000)
            var sent = 0
            while sent < count {
                let part = bytes.withUnsafeBytes {
                    send(destination, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL))
                }
                guard part > 0 else { break }
                sent += part
            }
        }
        shutdown(destination, Int32(SHUT_WR))
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
