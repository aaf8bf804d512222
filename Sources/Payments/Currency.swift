/// A currency of ISO 4217 that amounts can be counted in.
///
/// Known are the active codes that have minor units (see `CurrencyTable`). Two bytes in memory.
public struct Currency: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The three letters as a number to the base 26, so that order is the order of the codes.
    private let index: UInt16

    /// Three capital letters. Nil when no active currency has this code.
    public init?(_ code: String) {
        var code = code
        let found: Currency? = code.withUTF8 { Currency(utf8: UnsafeRawBufferPointer($0)) }
        guard let found else { return nil }
        self = found
    }

    /// The same text, as bytes.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 3 else { return nil }
        var index: UInt16 = 0
        for byte in bytes {
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) else { return nil }
            index = index * 26 + UInt16(byte - UInt8(ascii: "A"))
        }
        guard CurrencyTable.minorDigits[Int(index)] >= 0 else { return nil }
        self.index = index
    }

    public var code: String {
        let letters = [index / 676, index / 26 % 26, index % 26].map { UInt8(ascii: "A") + UInt8($0) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// Digits after the decimal point: 0 for JPY, 2 for EUR, 3 for KWD, 4 for CLF.
    public var minorDigits: Int { Int(CurrencyTable.minorDigits[Int(index)]) }

    public var description: String { code }

    public static func < (left: Currency, right: Currency) -> Bool { left.index < right.index }

    /// Every known currency, in the order of the codes.
    public static let all: [Currency] = CurrencyTable.codes.flatMap { $0.value }.compactMap { Currency($0) }.sorted()
}
