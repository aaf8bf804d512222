/// W3C trace context, handed on as it came when it has the right form. Source: W3C Trace Context, section 3.2.
enum TraceContext {
    static func valid(_ header: String?) -> String? {
        guard let header, header.utf8.count == 55 else { return nil }
        for (index, byte) in header.utf8.enumerated() {
            let isDash = index == 2 || index == 35 || index == 52
            let isHex = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            if isDash ? byte != UInt8(ascii: "-") : !isHex { return nil }
        }
        return header
    }
}
