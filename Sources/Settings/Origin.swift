/// The origin of a web page: what a browser sends in `Origin`.
enum Origin {
    /// A scheme, a host in lower case and perhaps a port, without a path; or `*`.
    static func isOne(_ text: String) -> Bool {
        if text == "*" { return true }
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let host = text.utf8.dropFirst(scheme.utf8.count)
            return !host.isEmpty
                && host.allSatisfy { byte in
                    (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || ".-:[]".utf8.contains(byte)
                }
        }
        return false
    }
}
