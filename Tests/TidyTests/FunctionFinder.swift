/// Finds functions, initialisers and subscripts, and the length of their bodies, by counting brackets in the code.
struct FunctionFinder {
    struct Function: Equatable {
        var name: String
        /// Counted from one.
        var line: Int
        /// Lines between the opening and the closing brace.
        var bodyLines: Int
    }

    static func functions(in file: SourceFile) -> [Function] {
        var finder = FunctionFinder(bytes: Array(file.code.joined(separator: "\n").utf8))
        return finder.find()
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func find() -> [Function] {
        var found: [Function] = []
        var previous: UInt8 = 0
        while position < bytes.count {
            guard isWordByte(bytes[position]) else {
                if bytes[position] != UInt8(ascii: " ") { previous = bytes[position] }
                step()
                continue
            }
            let word = takeWord()
            let isMember = previous == UInt8(ascii: ".")
            previous = 0
            guard !isMember, ["func", "init", "deinit", "subscript"].contains(word) else { continue }
            if let lines = bodyLinesAhead() {
                found.append(Function(name: nameAhead(word), line: line, bodyLines: lines))
            }
        }
        return found
    }

    /// The body's length when a body follows; a requirement of a protocol has none. Does not move.
    private func bodyLinesAhead() -> Int? {
        var look = self
        var depth = 0
        while look.position < look.bytes.count {
            switch look.bytes[look.position] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return look.bodyLines()
            case UInt8(ascii: "}") where depth == 0: return nil
            case newline where depth == 0 && !look.signatureGoesOn(): return nil
            default: break
            }
            look.step()
        }
        return nil
    }

    private mutating func bodyLines() -> Int {
        let first = line
        var depth = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "{") { depth += 1 }
            if bytes[position] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { break }
            step()
        }
        return max(0, line - first - 1)
    }

    /// At a line's end: whether the next line still belongs to the signature.
    private func signatureGoesOn() -> Bool {
        var look = self
        while look.position < look.bytes.count, [newline, UInt8(ascii: " ")].contains(look.bytes[look.position]) {
            look.step()
        }
        guard look.position < look.bytes.count else { return false }
        if [UInt8(ascii: "{"), UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: ",")].contains(
            look.bytes[look.position])
        {
            return true
        }
        return ["where", "throws", "async", "rethrows"].contains(look.takeWord())
    }

    private func nameAhead(_ word: String) -> String {
        guard word == "func" else { return word }
        var look = self
        while look.position < look.bytes.count, look.bytes[look.position] == UInt8(ascii: " ") { look.step() }
        let name = look.takeWord()
        return name.isEmpty ? "operator" : name
    }

    private mutating func takeWord() -> String {
        let start = position
        while position < bytes.count, isWordByte(bytes[position]) { step() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func step() {
        if bytes[position] == newline { line += 1 }
        position += 1
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "@"): true
        default: byte >= 128
        }
    }
}

private let newline = UInt8(ascii: "\n")
