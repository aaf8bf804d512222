/// FNV-1a over parts of a message: two contents with one id must not be told apart by chance, so each part ends with a
/// mark that no text has.
struct ContentHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { mix(byte) }
        mix(0xFF)
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = ContentHash()
        hash.add(bytes)
        return hash.value
    }

    /// Of a record that no lane published: what tells it from others.
    static func of(
        topic: String, key: some Sequence<UInt8>, value: some Sequence<UInt8>
    ) -> UInt64 {
        var hash = ContentHash()
        hash.add(topic.utf8)
        hash.add(key)
        hash.add(value)
        return hash.value
    }

    private mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
}
