import FoundationEssentials

/// The parameters behind a request's `?`, in their order, with names and values percent-decoded.
struct QueryItems: Sendable, Equatable {
    struct Item: Sendable, Equatable {
        let name: String
        let value: String
    }

    let items: [Item]

    /// - Parameter text: what stands between `?` and the end; nil and empty are none.
    /// - Throws: `invalid_parameter` for what is no percent-encoded UTF-8, for a name given twice (which of them would
    ///   count?), and for more parameters than any list has.
    init(_ text: String?) throws(Problem) {
        var items: [Item] = []
        for part in (text ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(sides[0]), let value = sides.count > 1 ? Self.decoded(sides[1]) : "" else {
                throw Problem(.invalidParameter, "must be percent-encoded UTF-8")
            }
            if items.contains(where: { $0.name == name }) {
                throw Problem(.invalidParameter, field: String(name.prefix(40)), "is given twice")
            }
            guard items.count < Self.maximumItems else { throw Problem(.invalidParameter, "too many parameters") }
            items.append(Item(name: name, value: value))
        }
        self.items = items
    }

    subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    /// - Throws: `unknown_parameter` for what the operation does not take: a misspelled filter must not be lost.
    func check(_ known: Set<String>) throws(Problem) {
        guard let unknown = items.first(where: { !known.contains($0.name) }) else { return }
        throw Problem(.unknownParameter, field: String(unknown.name.prefix(40)))
    }

    /// The same parameters with others set instead, percent-encoded.
    func text(setting changes: [Item]) -> String {
        let kept = items.filter { item in !changes.contains { $0.name == item.name } }
        return (kept + changes).map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    private static let maximumItems = 32

    private static func decoded(_ bytes: Substring.UTF8View) -> String? {
        let text = String(Substring(bytes))
        return bytes.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding : text
    }

    /// The unreserved characters of RFC 3986 stay as they are.
    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            let isLetter = (0x41...0x5a).contains(byte & 0xdf)
            if isLetter || (0x30...0x39).contains(byte) || "-._~".utf8.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
    }
}
