import NIOCore

/// An answer of HTTP/1.1 with a `Content-Length`, as bytes.
package struct HTTPReply: Sendable, Equatable {
    package let status: Int
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]

    /// Takes a whole answer off the front of what was received; nil when there is none yet.
    ///
    /// - Throws: `malformed_reply`.
    package static func take(from buffer: inout ByteBuffer) throws -> HTTPReply? {
        guard let (status, head, length) = try frame(of: buffer) else { return nil }
        var headers: [String: String] = [:]
        let text = buffer.readString(length: head) ?? ""
        for line in text.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
        }
        return HTTPReply(status: status, headers: headers, body: buffer.readBytes(length: length) ?? [])
    }

    /// The same, but its status only: what a load generator has time for.
    static func skip(from buffer: inout ByteBuffer) throws -> Int? {
        guard let (status, head, length) = try frame(of: buffer) else { return nil }
        buffer.moveReaderIndex(forwardBy: head + length)
        return status
    }

    /// The status, and the bytes of head and body, once all of it is there.
    private static func frame(of buffer: ByteBuffer) throws -> (status: Int, head: Int, length: Int)? {
        try buffer.withUnsafeReadableBytes { bytes in
            guard let head = endOfHead(bytes) else { return nil }
            guard bytes.starts(with: "HTTP/1.1 ".utf8), head > 12 else { throw malformed }
            let status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - 0x30 }
            let length = try contentLength(UnsafeRawBufferPointer(rebasing: bytes[..<head])) ?? noBody(status)
            return bytes.count >= head + length ? (status, head, length) : nil
        }
    }

    private static func endOfHead(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var index = 3
        while index < bytes.count {
            // A line's end is looked for from behind: most bytes are none.
            if bytes[index] == 0x0a, bytes[index - 1] == 0x0d, bytes[index - 2] == 0x0a, bytes[index - 3] == 0x0d {
                return index + 1
            }
            index += 1
        }
        return nil
    }

    private static func contentLength(_ head: UnsafeRawBufferPointer) throws -> Int? {
        let name = Array("\r\ncontent-length:".utf8)
        var start = 0
        while start + name.count < head.count {
            if head[start] == 0x0d, (0..<name.count).allSatisfy({ head[start + $0] | 0x20 == name[$0] | 0x20 }) {
                let digits = head[(start + name.count)...].drop { $0 == 0x20 }.prefix { (0x30...0x39).contains($0) }
                guard let length = Int(String(decoding: digits, as: UTF8.self)) else { throw malformed }
                return length
            }
            start += 1
        }
        return nil
    }

    private static func noBody(_ status: Int) throws -> Int {
        guard status == 204 || status == 304 else { throw malformed }
        return 0
    }

    private static var malformed: BenchError { BenchError(.malformedReply, "an answer is no HTTP/1.1 with a length") }
}
