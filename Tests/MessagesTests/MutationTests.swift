import Foundation
import Messages
import TestSupport
import Testing

@Suite("Damaged messages")
struct MutationTests {
    @Test("a hundred thousand and more damaged messages give a message or a stable code, the same one each time")
    func mutations() throws {
        var random = SeededGenerator(seed: 20)
        var generator = MessageGenerator(seed: 21)
        let decoder = MessageDecoder()
        let other = MessageDecoder()
        let codes = Set(MessageError.Code.allCases.map(\.rawValue)).subtracting(["out_of_memory"])
        var seen: [String: Int] = [:]
        for _ in 0..<1000 {
            for event in generator.all().map({ $0.event() }) {
                for _ in 0..<10 {
                    let damaged = Self.damaged(event.value, &random)
                    let code = Self.outcome(decoder, damaged, event.topic)
                    #expect(code == "message" || codes.contains(code))
                    if random.next() % 16 == 0 { #expect(Self.outcome(other, damaged, event.topic) == code) }
                    seen[code, default: 0] += 1
                }
            }
        }
        #expect(seen.values.reduce(0, +) == 10_000 * generator.all().count)
        for code in ["message", "invalid_json", "invalid_utf8", "missing_field", "wrong_type", "invalid_value"] {
            #expect(seen[code, default: 0] > 20, "\(code)")
        }
    }

    @Test("what is still read after damage can be written and read again")
    func rewritten() throws {
        var random = SeededGenerator(seed: 22)
        var generator = MessageGenerator(seed: 23)
        let decoder = MessageDecoder()
        for _ in 0..<500 {
            for message in generator.all() {
                let event = message.event()
                guard let read = try? decoder.decode(Self.damaged(event.value, &random), topic: event.topic) else {
                    continue
                }
                #expect(try decoder.decode(read.event().value, topic: event.topic) == read)
            }
        }
    }

    @Test("documents of every length up to some blocks of the parser are cut without harm")
    func truncations() throws {
        var generator = MessageGenerator(seed: 24)
        let decoder = MessageDecoder()
        for message in generator.all() {
            let event = message.event()
            for length in 0..<event.value.count {
                let code = Self.outcome(decoder, Array(event.value.prefix(length)), event.topic)
                #expect(code == "invalid_json" || code == "invalid_utf8")
            }
        }
    }

    private static func outcome(_ decoder: MessageDecoder, _ bytes: [UInt8], _ topic: String) -> String {
        do throws(MessageError) {
            _ = try decoder.decode(bytes, topic: topic)
            return "message"
        } catch {
            return error.code
        }
    }

    private static let fragments = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "1e400", "99999999999999999999", "-", "\u{0}",
        "\\u0000",
        "\\ud83d", "\u{feff}", "é", " ", "\n",
    ]

    private static func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0...(random.next() % 3) {
            guard !bytes.isEmpty else { return bytes }
            let position = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, position + Int.random(in: 1...8, using: &random))
            switch random.next() % 6 {
            case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 2: bytes.removeSubrange(position..<end)
            case 3: bytes.insert(contentsOf: random.element(of: fragments).utf8, at: position)
            case 4: bytes.replaceSubrange(position..<end, with: random.element(of: fragments).utf8)
            default:
                bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0..<bytes.count, using: &random))
            }
        }
        return bytes
    }
}
