/// The top-level numbers of librdkafka's statistics document. Source: librdkafka 2.0.2, STATISTICS.md.
public struct Statistics: Sendable, Equatable {
    /// Field name to value, for instance `txmsgs`, `rxbytes`, `msg_cnt`, `replyq`.
    public let counters: [String: Int64]

    /// Reads `"name": 123` pairs of the outermost object only; everything deeper is skipped.
    public init(document: UnsafeRawBufferPointer) {
        var scanner = Scanner(bytes: document)
        counters = scanner.topLevelNumbers()
    }

    private struct Scanner {
        let bytes: UnsafeRawBufferPointer
        var index = 0
        var depth = 0

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        mutating func topLevelNumbers() -> [String: Int64] {
            var found: [String: Int64] = [:]
            var name: String?
            while index < bytes.count {
                let byte = bytes[index]
                switch byte {
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: "\""):
                    let string = quoted()
                    if depth == 1 { name = string }
                    continue
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    let value = number()
                    if depth == 1, let name { found[name] = value }
                    continue
                default: break
                }
                index += 1
            }
            return found
        }

        /// The string at `index`, which is at its opening quote; leaves `index` behind the closing one.
        private mutating func quoted() -> String {
            let start = index + 1
            index = start
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            let end = min(index, bytes.count)
            index = end + 1
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }

        private mutating func number() -> Int64? {
            let start = index
            while index < bytes.count, !" ,}]\n".utf8.contains(bytes[index]) { index += 1 }
            return Int64(String(decoding: bytes[start..<index], as: UTF8.self))
        }
    }
}
