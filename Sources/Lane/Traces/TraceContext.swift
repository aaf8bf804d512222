/// W3C trace context: a trace, a span in it, and whether it is sampled. Source: W3C Trace Context, section 3.2.
public struct TraceContext: Sendable, Equatable {
    public let traceHigh: UInt64
    public let traceLow: UInt64
    public let span: UInt64
    public let isSampled: Bool

    public init(traceHigh: UInt64, traceLow: UInt64, span: UInt64 = Self.newSpan(), isSampled: Bool = true) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.isSampled = isSampled
    }

    /// - Parameter header: the value of `traceparent`.
    public init?(_ header: String) {
        guard Self.valid(header) != nil else { return nil }
        let parts = header.split(separator: "-")
        guard parts.count == 4, let high = UInt64(parts[1].prefix(16), radix: 16),
            let low = UInt64(parts[1].suffix(16), radix: 16), let span = UInt64(parts[2], radix: 16),
            let flags = UInt8(parts[3], radix: 16), high | low != 0, span != 0
        else { return nil }
        self.init(traceHigh: high, traceLow: low, span: span, isSampled: flags & 1 == 1)
    }

    /// A span below this one.
    public var child: TraceContext {
        TraceContext(traceHigh: traceHigh, traceLow: traceLow, isSampled: isSampled)
    }

    public var header: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }
    public var traceID: String { Self.hex(traceHigh) + Self.hex(traceLow) }
    public var spanID: String { Self.hex(span) }

    /// The header as it came when it has the right form; it is handed on so.
    static func valid(_ header: String?) -> String? {
        guard let header, header.utf8.count == 55 else { return nil }
        for (index, byte) in header.utf8.enumerated() {
            let isDash = index == 2 || index == 35 || index == 52
            let isHex = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            if isDash ? byte != UInt8(ascii: "-") : !isHex { return nil }
        }
        return header
    }

    /// Of a valid header.
    static func traceID(of header: String?) -> String? {
        header.map { String($0.dropFirst(3).prefix(32)) }
    }

    public static func newSpan() -> UInt64 { UInt64.random(in: 1 ... .max) }

    public static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension TraceContext {
    /// The trace of a message that came without one: the same for every worker that reads it. FNV-1a over its place and
    /// time, with two seeds.
    init(topic: String, partition: Int32, offset: Int64, timestamp: Int64) {
        let place = "\(topic)/\(partition)@\(offset):\(timestamp)"
        let high = Self.hash(place, seed: 0xcbf2_9ce4_8422_2325)
        let low = Self.hash(place, seed: 0x9ae1_6a3b_2f90_404f)
        self.init(traceHigh: high, traceLow: low)
    }

    private static func hash(_ text: String, seed: UInt64) -> UInt64 {
        var hash = seed
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        // FNV's upper bits move little over short texts: SplitMix64's last steps spread them.
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }
}
