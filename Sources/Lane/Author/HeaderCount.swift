/// A count that a message carries in a header. Everybody who may write to the topic can write one.
package enum HeaderCount {
    /// No message is tried more often than this; a larger number is cut to it.
    package static let largest = 1_000_000

    /// - Returns: nil for a text that is no number, and 0 for a negative one.
    package static func read(_ text: String?) -> Int? {
        guard let text, text.utf8.count <= longestText else { return nil }
        guard let number = Int(text) else { return isDigits(text) ? largest : nil }
        return min(max(number, 0), largest)
    }

    private static let longestText = 64

    private static func isDigits(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
