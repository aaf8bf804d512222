/// Separates the code of a Swift text from its comments, keeping every line where it was.
///
/// It knows line comments, nested block comments, one-line, multi-line and raw strings, and interpolations. It does not
/// know regular expression literals, which the house does not use.
struct CodeSeparator {
    private let input: [UInt8]
    private var codeBytes: [UInt8] = []
    private var commentBytes: [UInt8] = []
    private var position = 0

    /// The text with comments and the inside of strings blanked, and the text with all but comments blanked.
    static func separate(_ text: String) -> (code: String, comments: String) {
        var separator = CodeSeparator(input: Array(text.utf8))
        separator.code(until: nil)
        return (
            String(decoding: separator.codeBytes, as: UTF8.self),
            String(decoding: separator.commentBytes, as: UTF8.self)
        )
    }

    private init(input: [UInt8]) {
        self.input = input
        codeBytes.reserveCapacity(input.count)
        commentBytes.reserveCapacity(input.count)
    }

    /// Copies code; inside an interpolation it ends before the parenthesis that closes it.
    private mutating func code(until closing: UInt8?) {
        var depth = 0
        while position < input.count {
            if looking(at: "//") {
                while position < input.count, input[position] != newline { take(.comment) }
            } else if looking(at: "/*") {
                blockComment()
            } else if let hashes = hashesBeforeQuote() {
                string(hashes: hashes)
            } else {
                let byte = input[position]
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                if byte == closing, depth < 0 { return }
                take(.code)
            }
        }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if looking(at: "/*") {
                depth += 1
                take(.comment, 2)
            } else if looking(at: "*/") {
                depth -= 1
                take(.comment, 2)
            } else {
                take(.comment)
            }
        } while depth > 0 && position < input.count
    }

    private mutating func string(hashes: Int) {
        let hash = String(repeating: "#", count: hashes)
        take(.code, hashes)
        let quote = looking(at: "\"\"\"") ? "\"\"\"" : "\""
        take(.code, quote.utf8.count)
        while position < input.count, !looking(at: quote + hash) {
            if quote.utf8.count == 1, input[position] == newline { return }
            if looking(at: "\\" + hash + "(") {
                take(.text, 2 + hashes)
                code(until: UInt8(ascii: ")"))
                take(.text)
            } else if looking(at: "\\" + hash) {
                take(.text, 2 + hashes)
            } else {
                take(.text)
            }
        }
        take(.code, quote.utf8.count + hashes)
    }

    /// The number of `#` before a quote that starts here, or nil.
    private func hashesBeforeQuote() -> Int? {
        var index = position
        while index < input.count, input[index] == UInt8(ascii: "#") { index += 1 }
        guard index < input.count, input[index] == UInt8(ascii: "\"") else { return nil }
        return index - position
    }

    private func looking(at text: String) -> Bool {
        var index = position
        for byte in text.utf8 {
            guard index < input.count, input[index] == byte else { return false }
            index += 1
        }
        return true
    }

    private enum Part {
        case code
        case comment
        /// The inside of a string literal: neither.
        case text
    }

    private mutating func take(_ part: Part, _ count: Int = 1) {
        for _ in 0..<count where position < input.count {
            let byte = input[position]
            let blank = byte == newline ? newline : UInt8(ascii: " ")
            codeBytes.append(part == .code ? byte : blank)
            commentBytes.append(part == .comment ? byte : blank)
            position += 1
        }
    }
}

private let newline = UInt8(ascii: "\n")
