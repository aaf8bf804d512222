import Payments

/// Appends the fields of a JSON object to a byte array. Nil fields are left out.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []
    private var isFirst = true

    public init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    public mutating func begin() {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
    }

    public mutating func end() {
        bytes.append(UInt8(ascii: "}"))
    }

    public mutating func field(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        startField(name)
        text(value)
    }

    public mutating func field(_ name: StaticString, _ number: Int64?) {
        guard let number else { return }
        startField(name)
        appendDecimal(number)
    }

    public mutating func field(_ name: StaticString, _ flag: Bool) {
        startField(name)
        append(flag ? "true" : "false")
    }

    public mutating func field(_ name: StaticString, _ payment: PaymentID) {
        startField(name)
        withUnsafeTemporaryAllocation(byteCount: 38, alignment: 1) { buffer in
            payment.write(into: UnsafeMutableRawBufferPointer(rebasing: buffer[1..<37]))
            buffer[0] = UInt8(ascii: "\"")
            buffer[37] = UInt8(ascii: "\"")
            bytes.append(contentsOf: UnsafeRawBufferPointer(buffer))
        }
    }

    public mutating func field(_ name: StaticString, _ account: AccountID?) {
        field(name, account?.text)
    }

    public mutating func field(_ name: StaticString, _ currency: Currency?) {
        field(name, currency?.code)
    }

    public mutating func field(_ name: StaticString, _ time: Timestamp?) {
        field(name, time?.description)
    }

    public mutating func field<Value: RawRepresentable>(_ name: StaticString, _ value: Value?)
    where Value.RawValue == String {
        field(name, value?.rawValue)
    }

    /// An array of objects, each written by `write`.
    public mutating func list<Element>(
        _ name: StaticString, _ elements: [Element], write: (Element, inout JSONWriter) -> Void
    ) {
        startField(name)
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            begin()
            write(element, &self)
            end()
        }
        bytes.append(UInt8(ascii: "]"))
        isFirst = false
    }

    /// A string alone, quoted and escaped.
    mutating func text(_ value: String) {
        var value = value
        bytes.append(UInt8(ascii: "\""))
        value.withUTF8 { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Names are written as they are: they hold nothing that would need escaping.
    private mutating func startField(_ name: StaticString) {
        bytes.append(isFirst ? UInt8(ascii: "\"") : UInt8(ascii: ","))
        if !isFirst { bytes.append(UInt8(ascii: "\"")) }
        isFirst = false
        append(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// What needs no escape is copied in runs.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for position in 0..<text.count where JSONWriter.needsEscape(text[position]) {
            bytes.append(contentsOf: text[start..<position])
            appendEscape(of: text[position])
            start = position + 1
        }
        bytes.append(contentsOf: text[start...])
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        default:
            append("\\u00")
            for digit in [byte >> 4, byte & 0x0f] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            }
        }
    }

    private mutating func appendDecimal(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = number.magnitude
            var position = 20
            repeat {
                position -= 1
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
                digits[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder)
                rest = quotient
            } while rest != 0
            bytes.append(contentsOf: digits[position...])
        }
    }
}
