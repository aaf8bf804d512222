/// URLs inside texts: `https://user:password@host/path?api-key=...`. RFC 3986.
enum URLText {
    /// The text with the password of each URL, and each of its parameters that is named like a secret, replaced by
    /// asterisks. Everything else stays as it is.
    static func masked(_ text: String) -> String {
        var masked = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            masked += rest[..<scheme.upperBound]
            let url = rest[scheme.upperBound...].prefix { !separators.contains($0) }
            masked += maskedURL(url)
            rest = rest[url.endIndex...]
        }
        return masked + rest
    }

    /// What ends a URL in a list of several.
    private static let separators: Set<Character> = [",", " ", "\n", "\t", "\"", "'", "<", ">"]

    /// What stands behind `scheme://`.
    private static func maskedURL(_ url: Substring) -> String {
        let authority = url.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // A password may hold a slash that was not escaped, where no port stands in its place: then the @ is behind it.
        let port = authority.split(separator: ":", omittingEmptySubsequences: false).last ?? ""
        let isUnescaped = authority.contains(":") && !port.allSatisfy { $0.isNumber }
        let at =
            authority.lastIndex(of: "@")
            ?? (isUnescaped ? url.prefix { $0 != "?" && $0 != "#" }.lastIndex(of: "@") : nil)
        var front = ""
        var rest = url
        if let at, let colon = url[..<at].firstIndex(of: ":") {
            front = "\(url[...colon])\(ConnectionText.mask)"
            rest = url[at...]
        }
        guard let mark = rest.firstIndex(of: "?") else { return front + rest }
        let query = rest[rest.index(after: mark)...]
        return front + rest[...mark] + maskedQuery(query)
    }

    private static func maskedQuery(_ query: Substring) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let name = pair.prefix { $0 != "=" }
            return name.count < pair.count && isSecret(name) ? "\(name)=\(ConnectionText.mask)" : String(pair)
        }.joined(separator: "&")
    }

    private static func isSecret(_ name: Substring) -> Bool {
        let plain = name.lowercased().filter { $0.isLetter }
        return secrets.contains { plain.hasSuffix($0) }
    }

    private static let secrets = ["password", "passwd", "pwd", "secret", "token", "key", "auth", "signature"]
}
