import Glibc

/// A host and a port, of a list as `bootstrap.servers` is one.
struct Endpoint: Equatable {
    let host: String
    let port: String

    static func list(_ text: String) -> [Endpoint] {
        text.split(separator: ",").compactMap { part in
            let text = part.drop { $0 == " " }
            // librdkafka takes a protocol in front, too: SSL://host:port.
            let address = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text
            guard let colon = address.lastIndex(of: ":"), !address.hasSuffix("]") else {
                return Endpoint(host: bare(address), port: "9092")
            }
            return Endpoint(host: bare(address[..<colon]), port: String(address[address.index(after: colon)...]))
        }
    }

    private static func bare(_ host: Substring) -> String {
        host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" }) : String(host)
    }

    /// Whether a connection is taken.
    func accepts(within patience: Duration) -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &found) == 0 else { return false }
        defer { freeaddrinfo(found) }
        var next = found
        while let address = next {
            if Self.connects(address.pointee, within: patience) { return true }
            next = address.pointee.ai_next
        }
        return false
    }

    private static func connects(_ address: addrinfo, within patience: Duration) -> Bool {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.ai_family, type, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&event, 1, Int32(patience.components.seconds * 1_000)) == 1 else { return false }
        var problem: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length) == 0 && problem == 0
    }
}
