import FoundationEssentials

/// A member of `Signature-Input` (RFC 9421, section 4.1): what is covered, and the signature's parameters.
struct SignatureInput: Equatable {
    let label: String
    /// As it was sent: what the last line of the signature base says.
    let text: String
    /// `@method`, `content-digest` ...
    let components: [String]
    let parameters: [String: String]

    /// Whole seconds; nil for a parameter that is not there, and for one that is no whole number.
    func seconds(_ name: String) -> Int64? { parameters[name].flatMap { Int64($0) } }

    /// Members beyond these are not looked at.
    private static let maximumMembers = 4
    private static let maximumComponents = 16

    /// The members of the header's value that can be read; none when it is no dictionary.
    static func members(of header: String) -> [SignatureInput] {
        var reader = Reader(header)
        var members: [SignatureInput] = []
        repeat {
            guard members.count < maximumMembers, let member = reader.member() else { return members }
            members.append(member)
        } while reader.skip(",")
        return members
    }

    /// The value of `Signature` under a label.
    static func signature(_ label: String, in header: String) -> [UInt8]? {
        for member in header.split(separator: ",") {
            let parts = member.trimmingPrefix { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0] == label else { continue }
            return binary(parts[1])
        }
        return nil
    }

    /// `:base64:`, a byte sequence of RFC 8941.
    static func binary(_ text: Substring) -> [UInt8]? {
        let text = text.drop { $0 == " " }
        guard text.utf8.count <= 512, text.hasPrefix(":"), let end = text.dropFirst().firstIndex(of: ":") else {
            return nil
        }
        return Data(base64Encoded: String(text[text.index(after: text.startIndex)..<end])).map { Array($0) }
    }

    /// As much of RFC 8941 as `Signature-Input` needs.
    private struct Reader {
        private var rest: Substring

        init(_ text: String) { rest = text[...] }

        mutating func member() -> SignatureInput? {
            guard let label = key(), skip("=") else { return nil }
            let start = rest
            guard skip("("), let components = components() else { return nil }
            var parameters: [String: String] = [:]
            while skip(";") {
                guard let name = key(), skip("="), let value = value(), parameters[name] == nil else { return nil }
                parameters[name] = value
            }
            return SignatureInput(
                label: label, text: String(start[..<rest.startIndex]), components: components, parameters: parameters)
        }

        /// Skips spaces and the character, if that is next.
        mutating func skip(_ character: Character) -> Bool {
            rest = rest.drop { $0 == " " }
            guard rest.first == character else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// Up to the closing bracket. A component with parameters of its own is refused.
        private mutating func components() -> [String]? {
            var names: [String] = []
            while !skip(")") {
                guard names.count < maximumComponents, let name = quoted(), !names.contains(name) else { return nil }
                if rest.first != " ", rest.first != ")" { return nil }
                names.append(name)
            }
            return names
        }

        private mutating func key() -> String? {
            rest = rest.drop { $0 == " " }
            let key = rest.prefix {
                ($0.isASCII && $0.isLowercase) || ($0.isASCII && $0.isNumber) || "_-.*".contains($0)
            }
            rest = rest.dropFirst(key.count)
            return key.isEmpty ? nil : String(key)
        }

        private mutating func value() -> String? {
            if rest.first == "\"" { return quoted() }
            let value = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
            rest = rest.dropFirst(value.count)
            return value.isEmpty ? nil : String(value)
        }

        /// A string without escapes: nothing that is meant here needs any.
        private mutating func quoted() -> String? {
            guard skip("\""), let end = rest.firstIndex(of: "\"") else { return nil }
            let text = rest[..<end]
            guard text.allSatisfy({ $0.isASCII && $0 != "\\" && $0 >= " " }) else { return nil }
            rest = rest[rest.index(after: end)...]
            return String(text)
        }
    }
}
