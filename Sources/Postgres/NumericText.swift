/// A `numeric` as the decimal text PostgreSQL prints for it. Sums of bigint columns are numeric; this reads them
/// without loss and without floating point. It cannot be a parameter: bind text and cast.
@usableFromInline
package struct NumericText {
    @usableFromInline package let text: String
}

extension NumericText: PostgresValue {
    @usableFromInline package static var postgresType: PostgresType { PostgresType(oid: 1700, arrayOID: 1231) }

    @usableFromInline
    package func encode(into writer: inout ByteWriter) {
        writer.refuse("numeric parameters are not supported")
    }

    /// The binary form: digit count, weight, sign, display scale, then that many base-10,000 digits, all 16 bits wide.
    /// `weight` is the power of 10,000 of the first digit.
    @usableFromInline
    package init?(postgres bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        func word(_ index: Int) -> Int {
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
        }
        let digitCount = word(0)
        guard digitCount >= 0, bytes.count == 8 + digitCount * 2,
            (0..<digitCount).allSatisfy({ (0..<10_000).contains(word(4 + $0)) })
        else { return nil }
        let weight = word(1)
        let scale = word(3)
        var text = ""
        switch UInt16(truncatingIfNeeded: word(2)) {
        case 0x0000: break
        case 0x4000: text = "-"
        case 0xC000: text = "NaN"
        case 0xD000: text = "Infinity"
        case 0xF000: text = "-Infinity"
        default: return nil
        }
        guard text.utf8.count < 2 else {
            self.text = text
            return
        }
        func digits(_ position: Int) -> String {
            let digit = position >= 0 && position < digitCount ? word(4 + position) : 0
            let decimal = String(digit)
            return String(repeating: "0", count: 4 - decimal.utf8.count) + decimal
        }
        let whole = weight < 0 ? "0" : (0...weight).map(digits).joined()
        let trimmed = whole.drop { $0 == "0" }
        text += trimmed.isEmpty ? "0" : trimmed
        if scale > 0 {
            let groups = (scale + 3) / 4
            text += "." + (0..<groups).map { digits(weight + 1 + $0) }.joined().prefix(scale)
        }
        self.text = text
    }
}
