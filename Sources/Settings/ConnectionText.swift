/// libpq connection strings: `host=... dbname=...` or `postgresql://...`.
/// Source: https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING
enum ConnectionText {
    /// The string with more parameters, which win over those in it.
    static func adding(_ parameters: [(name: String, value: String)], to conninfo: String) -> String {
        if isURI(conninfo) {
            let pairs = parameters.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
            return conninfo + (conninfo.contains("?") ? "&" : "?") + pairs
        }
        return ([conninfo] + parameters.map { "\($0.name)=\(quoted($0.value))" }).joined(separator: " ")
    }

    /// The string with every password replaced by asterisks.
    static func masked(_ conninfo: String) -> String {
        isURI(conninfo) ? maskedURI(conninfo) : maskedPairs(conninfo)
    }

    /// `host:port`, as far as the string says it.
    static func address(of conninfo: String) -> String {
        if isURI(conninfo) {
            let rest = conninfo.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            let authority = rest.count > 2 ? rest[2].prefix { $0 != "?" } : ""
            return String(authority.split(separator: "@").last ?? "localhost")
        }
        func value(_ name: String) -> Substring? {
            let pair = conninfo.split(whereSeparator: \.isWhitespace).last { $0.hasPrefix("\(name)=") }
            return pair.map { $0.dropFirst(name.count + 1).filter { $0 != "'" }[...] }
        }
        return "\(value("host") ?? "localhost"):\(value("port") ?? "5432")"
    }

    static let mask = "******"

    private static func isURI(_ conninfo: String) -> Bool {
        conninfo.hasPrefix("postgresql://") || conninfo.hasPrefix("postgres://")
    }

    static func quoted(_ value: String) -> String {
        let escaped = value.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return "'\(escaped)'"
    }

    private static func percentEncoded(_ value: String) -> String {
        value.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain || byte == 0x2D || byte == 0x5F { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    private static func isSecret(_ name: Substring) -> Bool { name == "password" || name == "sslpassword" }

    private static func maskedURI(_ uri: String) -> String {
        let halves = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var front = String(halves[0])
        if let at = front.lastIndex(of: "@"), let scheme = front.range(of: "://") {
            let login = front[scheme.upperBound..<at]
            if let colon = login.firstIndex(of: ":") {
                front = String(front[...colon]) + mask + String(front[at...])
            }
        }
        guard halves.count == 2 else { return front }
        let pairs = halves[1].split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let name = pair.prefix { $0 != "=" }
            return isSecret(name) ? "\(name)=\(mask)" : String(pair)
        }
        return front + "?" + pairs.joined(separator: "&")
    }

    /// Read as libpq reads it. What cannot be read is masked whole.
    private static func maskedPairs(_ conninfo: String) -> String {
        var pairs: [String] = []
        var rest = Substring(conninfo).drop(while: \.isWhitespace)
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" && !$0.isWhitespace }
            rest = rest.dropFirst(name.count).drop(while: \.isWhitespace)
            guard !name.isEmpty, rest.popFirst() == "=" else { return mask }
            rest = rest.drop(while: \.isWhitespace)
            let start = rest.startIndex
            guard let end = endOfValue(rest) else { return mask }
            pairs.append(isSecret(name) ? "\(name)=\(mask)" : "\(name)=\(rest[start..<end])")
            rest = rest[end...].drop(while: \.isWhitespace)
        }
        return pairs.joined(separator: " ")
    }

    private static func endOfValue(_ text: Substring) -> Substring.Index? {
        let isQuoted = text.first == "'"
        var index = isQuoted ? text.index(after: text.startIndex) : text.startIndex
        while index < text.endIndex {
            let character = text[index]
            index = text.index(after: index)
            if character == "\\" {
                guard index < text.endIndex else { return nil }
                index = text.index(after: index)
            } else if isQuoted ? character == "'" : character.isWhitespace {
                return isQuoted ? index : text.index(before: index)
            }
        }
        return isQuoted ? nil : index
    }
}
