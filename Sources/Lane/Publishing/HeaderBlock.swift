/// Record headers as one run of bytes, for the outbox: name and value, each after its length in four bytes, big-endian.
package enum HeaderBlock {
    package static func encode(_ headers: [(name: String, value: [UInt8])]) -> [UInt8] {
        var block: [UInt8] = []
        for (name, value) in headers {
            append(Array(name.utf8), to: &block)
            append(value, to: &block)
        }
        return block
    }

    /// What does not decode is left out: headers tell a story, they decide nothing.
    package static func decode(_ block: [UInt8]) -> [(name: String, value: [UInt8])] {
        var headers: [(name: String, value: [UInt8])] = []
        var rest = block[...]
        while let name = next(&rest), let value = next(&rest) {
            headers.append((String(decoding: name, as: UTF8.self), Array(value)))
        }
        return headers
    }

    private static func append(_ bytes: [UInt8], to block: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { block.append(contentsOf: $0) }
        block.append(contentsOf: bytes)
    }

    private static func next(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count >= 4 + length else { return nil }
        let bytes = rest.dropFirst(4).prefix(length)
        rest = rest.dropFirst(4 + length)
        return bytes
    }
}
