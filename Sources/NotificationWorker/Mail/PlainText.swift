/// Text from outside, made fit for one line of a header or a body.
enum PlainText {
    /// Control characters become spaces, so no value can start a line or a header of its own. Marks that turn the
    /// direction of writing are dropped: they can make an amount or a name read as another. Spaces at the ends go.
    /// At most `limit` scalars are kept.
    static func line(_ text: String, limit: Int = 200) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !turnsDirection(scalar) {
            if clean.count == limit { break }
            clean.append(breaksLine(scalar) ? " " : scalar)
        }
        let view = Substring(String(clean))
        let start = view.unicodeScalars.firstIndex { $0 != " " } ?? view.endIndex
        let end = view.unicodeScalars.lastIndex { $0 != " " }.map(view.unicodeScalars.index(after:)) ?? start
        return String(view.unicodeScalars[start..<end])
    }

    static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { (32...126).contains($0) } }

    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1f, 0x7f...0x9f, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }
}
