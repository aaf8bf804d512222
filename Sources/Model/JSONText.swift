/// Writes JSON text: fields in the order they are given, no spaces but line breaks where asked for.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    mutating func object(_ content: (inout JSONText) -> Void) {
        open("{", close: "}", content)
    }

    mutating func array(_ content: (inout JSONText) -> Void) {
        open("[", close: "]", content)
    }

    mutating func field(_ name: String, _ value: String) {
        begin(name)
        string(value)
    }

    mutating func field(_ name: String, _ value: Int64) {
        begin(name)
        append("\(value)")
    }

    mutating func field(_ name: String, _ value: Int) { field(name, Int64(value)) }

    mutating func field(_ name: String, _ value: Bool) {
        begin(name)
        append(value ? "true" : "false")
    }

    /// Leaves the field out when there is no value.
    mutating func field(_ name: String, _ value: String?) {
        if let value { field(name, value) }
    }

    mutating func objectField(_ name: String, _ content: (inout JSONText) -> Void) {
        begin(name)
        object(content)
    }

    /// A value that is JSON already.
    mutating func rawField(_ name: String, _ value: [UInt8]) {
        begin(name)
        bytes += value
    }

    mutating func arrayField(_ name: String, _ content: (inout JSONText) -> Void) {
        begin(name)
        array(content)
    }

    /// Starts an element of an array.
    mutating func element(_ content: (inout JSONText) -> Void) {
        comma()
        object(content)
    }

    mutating func newline() { append("\n") }

    private mutating func open(_ start: String, close end: String, _ content: (inout JSONText) -> Void) {
        append(start)
        needsComma = false
        content(&self)
        append(end)
        needsComma = true
    }

    private mutating func begin(_ name: String) {
        comma()
        string(name)
        append(":")
    }

    private mutating func comma() {
        if needsComma { append(",") }
        needsComma = true
    }

    private mutating func string(_ text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                let hex = String(byte, radix: 16)
                append("\\u00" + (hex.utf8.count == 1 ? "0" : "") + hex)
            default:
                bytes.append(byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
