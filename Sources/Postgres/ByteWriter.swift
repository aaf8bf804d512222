import Glibc

/// A growing buffer of bytes in network order. One lives in each connection and is filled anew for every statement, so
/// that encoding parameters allocates nothing once it has grown to the size of the largest batch.
public struct ByteWriter: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    /// Bytes written so far.
    public var count: Int { _count }
    @usableFromInline var _count = 0
    /// Why what was written cannot be sent; nil when it can.
    @usableFromInline var refusal: String?

    static let initialCapacity = 4096
    /// What is kept between statements; a larger buffer is given back after the statement that needed it. (libpq keeps
    /// its own at their largest for as long as the connection lives.)
    static let keptCapacity = 4 << 20

    init() {
        base = .allocate(byteCount: Self.initialCapacity, alignment: 16)
        capacity = Self.initialCapacity
    }

    deinit {
        base.deallocate()
    }

    /// Appends an integer in network byte order.
    @inlinable
    public mutating func write<Value: FixedWidthInteger>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        if capacity - _count < size { grow(by: size) }
        base.storeBytes(of: value.bigEndian, toByteOffset: _count, as: Value.self)
        _count += size
    }

    /// Appends bytes as they are.
    @inlinable
    public mutating func write(bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        if capacity - _count < bytes.count { grow(by: bytes.count) }
        (base + _count).copyMemory(from: source, byteCount: bytes.count)
        _count += bytes.count
    }

    /// Appends text as UTF-8. PostgreSQL has no text with a NUL in it: such a value refuses the whole statement.
    @inlinable
    public mutating func write(utf8 text: String) {
        var text = text
        text.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            if Self.containsNUL(bytes) { refuse("text contains a NUL") }
            write(bytes: bytes)
        }
    }

    /// Marks the statement as one that cannot be sent. The reason names the kind of value, never the value.
    public mutating func refuse(_ reason: StaticString) {
        if refusal == nil { refusal = "\(reason)" }
    }

    @inlinable
    mutating func overwrite(_ value: Int32, at offset: Int) {
        base.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Int32.self)
    }

    mutating func removeAll() {
        _count = 0
        refusal = nil
        if capacity > Self.keptCapacity {
            base.deallocate()
            base = .allocate(byteCount: Self.initialCapacity, alignment: 16)
            capacity = Self.initialCapacity
        }
    }

    @usableFromInline
    mutating func grow(by size: Int) {
        let wanted = max(_count + size, capacity * 2)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        larger.copyMemory(from: base, byteCount: _count)
        base.deallocate()
        base = larger
        capacity = wanted
    }

    @usableFromInline
    static func containsNUL(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        return memchr(start, 0, bytes.count) != nil
    }
}
