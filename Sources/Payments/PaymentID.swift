/// A payment's id: a UUID, kept as two words so that comparing, hashing and sending it to a database cost nothing.
public struct PaymentID: Hashable, Comparable, Sendable {
    /// The first eight bytes, most significant first.
    public var high: UInt64
    /// The last eight bytes.
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The text form of RFC 4122, any version, in either case: `01932f7e-5b1c-7cc3-98c4-dc0c0c07398f`.
    public init?(_ text: String) {
        var text = text
        let parsed: PaymentID? = text.withUTF8 { PaymentID(utf8: UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The same text, as bytes.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for position in 0..<36 {
            let byte = bytes[position]
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit = hexDigitValue(byte)
            guard digit < 16 else { return nil }
            if digits < 16 { words.0 = words.0 << 4 | digit } else { words.1 = words.1 << 4 | digit }
            digits += 1
        }
        self.init(high: words.0, low: words.1)
    }

    public static func < (left: PaymentID, right: PaymentID) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    /// A new UUID of version 7 (RFC 9562): 48 bits of time, then 74 random bits. Ids made later sort later, which
    /// keeps database indexes dense.
    public static func timeOrdered(
        milliseconds: Int64, random: inout some RandomNumberGenerator
    ) -> PaymentID {
        let time = UInt64(bitPattern: milliseconds) << 16
        let first: UInt64 = random.next() & 0x0fff
        let second: UInt64 = random.next() & 0x3fff_ffff_ffff_ffff
        return PaymentID(high: time | 0x7000 | first, low: 0x8000_0000_0000_0000 | second)
    }

    /// The same, with the system's random numbers.
    public static func timeOrdered(milliseconds: Int64) -> PaymentID {
        var random = SystemRandomNumberGenerator()
        return timeOrdered(milliseconds: milliseconds, random: &random)
    }
}

extension PaymentID: CustomStringConvertible {
    /// Lower case, with hyphens.
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            write(into: UnsafeMutableRawBufferPointer(buffer))
            return 36
        }
    }

    /// Writes the 36 bytes of `description` at the buffer's start.
    public func write(into buffer: UnsafeMutableRawBufferPointer) {
        precondition(buffer.count >= 36, "an id's text has 36 bytes")
        var position = 0
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                buffer[position] = UInt8(ascii: "-")
                position += 1
            }
            let word = digit < 16 ? high : low
            let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit % 16))) & 0x0f
            buffer[position] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
            position += 1
        }
    }
}

/// 255 for a byte that is no hexadecimal digit.
private func hexDigitValue(_ byte: UInt8) -> UInt64 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: 255
    }
}
