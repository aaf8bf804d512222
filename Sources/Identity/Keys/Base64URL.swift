import FoundationEssentials

/// RFC 4648, section 5, without padding.
enum Base64URL {
    static func text(_ bytes: [UInt8]) -> String {
        String(
            Data(bytes).base64EncodedString().compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }

    static func bytes(_ text: Substring) -> [UInt8]? {
        guard text.utf8.count < 1_024, !text.contains("="), !text.contains("+"), !text.contains("/") else { return nil }
        var standard = text.replacing("-", with: "+").replacing("_", with: "/")
        while standard.utf8.count % 4 != 0 { standard += "=" }
        return Data(base64Encoded: String(standard)).map { Array($0) }
    }
}

/// Bytes nobody can guess.
func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}
