/// RFC 2047: text of any script in a header.
package enum EncodedWord {
    /// A line with an encoded word has at most 76 characters, the header's name among them. "=?UTF-8?B?" and "?=" take
    /// 12, base64 of 36 bytes takes 48, which leaves 16 for the name.
    private static let bytesPerWord = 36

    /// Unstructured text (a subject). Plain when it is short printable ASCII; otherwise encoded words, one on a line.
    package static func text(_ text: String) -> String {
        let line = PlainText.line(text)
        if isPlain(line) { return line }
        return words(line)
    }

    /// A display name in an address header: quoted when plain, so that no character of it is syntax.
    static func phrase(_ name: String) -> String {
        let line = PlainText.line(name)
        guard isPlain(line) else { return words(line) }
        var quoted = "\""
        for character in line.unicodeScalars {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    /// Longer lines are encoded too: encoded words fold, and a plain word might be too long to.
    private static func isPlain(_ line: String) -> Bool {
        line.utf8.count <= 60 && PlainText.isASCII(line) && !line.contains("=?")
    }

    /// A character is never split between two words: each is decoded by itself.
    private static func words(_ text: String) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            let encoded = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            if bytes.count + encoded.count > bytesPerWord {
                words.append(word(bytes))
                bytes = []
            }
            bytes += encoded
        }
        if !bytes.isEmpty { words.append(word(bytes)) }
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String {
        "=?UTF-8?B?" + String(decoding: Base64.encode(bytes), as: UTF8.self) + "?="
    }
}
