import HTTPTypes

/// The `traceparent` of a request, when it has the form of version 00. Source: W3C Trace Context, section 3.2.2.
enum TraceParent {
    static func of(_ headers: HTTPFields) -> String? {
        guard let text = headers[.traceparent], text.utf8.count == 55, text.hasPrefix("00-") else { return nil }
        for (index, byte) in text.utf8.enumerated() {
            let isDash = index == 2 || index == 35 || index == 52
            let isHex = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            if isDash ? byte != 0x2d : !isHex { return nil }
        }
        return text
    }

    static func traceID(of text: String) -> String { String(text.dropFirst(3).prefix(32)) }
}
