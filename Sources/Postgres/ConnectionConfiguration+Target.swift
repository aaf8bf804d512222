import CLibPQ

extension ConnectionConfiguration: CustomStringConvertible {
    /// `user@host:port/database` as far as the connection string says so; never a password. Safe to log.
    public var description: String {
        var parts: [String: String] = [:]
        let options = PQconninfoParse(conninfo, nil)
        defer { PQconninfoFree(options) }
        if var option = options {
            while let keyword = option.pointee.keyword {
                parts[String(cString: keyword)] = option.pointee.val.map { String(cString: $0) }
                option += 1
            }
        }
        var text = parts["user"].map { $0 + "@" } ?? ""
        text += parts["host"] ?? parts["hostaddr"] ?? "localhost"
        text += parts["port"].map { ":" + $0 } ?? ""
        return text + (parts["dbname"].map { "/" + $0 } ?? "")
    }
}
