import FoundationEssentials

/// Where the next page begins, and for which filter and order that is said. Callers hand it back as they got it.
struct PageCursor {
    /// - Parameter parts: without line ends.
    static func text(_ parts: [String], of filter: Int64) -> String {
        let plain = ([String(filter)] + parts).joined(separator: "\n")
        return Data(plain.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// - Throws: `invalid_parameter` for what is no cursor, and for one of another filter or order.
    static func parts(_ text: Substring, count: Int, of filter: Int64) throws(Problem) -> [String] {
        guard text.utf8.count <= maximumBytes, let data = Data(base64Encoded: standard(text)),
            let plain = String(validating: data, as: UTF8.self)
        else { throw invalid("is none of this list's") }
        let parts = plain.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == count + 1, parts[0] == String(filter) else {
            throw invalid("is of another list, filter or order")
        }
        return Array(parts.dropFirst())
    }

    static func invalid(_ detail: String) -> Problem { Problem(.invalidParameter, field: "cursor", detail) }

    private static let maximumBytes = 512

    private static func standard(_ text: Substring) -> String {
        var standard = text.replacing("-", with: "+").replacing("_", with: "/")
        while standard.utf8.count % 4 != 0 { standard += "=" }
        return String(standard)
    }
}
