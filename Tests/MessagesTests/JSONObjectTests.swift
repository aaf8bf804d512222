import Messages
import Testing

@Suite("Objects that other programs wrote, read whole")
struct JSONObjectTests {
    @Test("every kind of value is told apart, and integers that no Int64 holds are none")
    func values() throws {
        let object = try JSONObject(
            Array(
                """
                {"t":"a\\u0062","i":-5,"f":true,"n":null,"d":1.5,"w":99999999999999999999,"u":18446744073709551615,
                 "l":[1,"x",[]],"o":{"a":{}}}
                """.utf8))
        #expect(object.members["t"] == .text("ab") && object.members["i"] == .integer(-5))
        #expect(object.members["f"] == .flag(true) && object.members["n"] == .null)
        for wide in ["d", "w", "u"] {
            guard case .number? = object.members[wide] else {
                Issue.record("\(wide)")
                continue
            }
        }
        #expect(object.members["l"] == .list([.integer(1), .text("x"), .list([])]))
        #expect(object.members["o"] == .object(["a": .object([:])]))
        #expect(try JSONObject(Array("{}".utf8)).members.isEmpty)
    }

    @Test("the same content has the same canonical bytes, other content has others")
    func canonical() throws {
        func canonical(_ text: String) throws -> [UInt8] { try JSONObject(Array(text.utf8)).canonical }
        let first = try canonical(#"{"amount":"1.00","to":{"b":[1,2],"a":null}}"#)
        #expect(try canonical(#" { "to" : {"a":null, "b":[1, 2]},"am\u006funt":"1.00" } "#) == first)
        let others = [
            #"{"amount":"1.0","to":{"b":[1,2],"a":null}}"#, #"{"amount":1.00,"to":{"b":[1,2],"a":null}}"#,
            #"{"amount":"1.00","to":{"b":[2,1],"a":null}}"#, #"{"amount":"1.00","to":{"b":[1,2]}}"#,
            #"{"amount":"1.00","to":[1,2],"a":null}"#, #"{"amount":"1.00","to":{"b":[1,2],"a":false}}"#,
            #"{"amount":"1.00","to":{"b":["1",2],"a":null}}"#, #"{"amount":"1.00","to":{"b":[12],"a":null}}"#,
        ]
        for text in others { #expect(try canonical(text) != first, "\(text)") }
    }

    @Test(
        "what messages may not be, no body may be",
        arguments: [
            (#"{"a":1,"a":2}"#, "duplicate_field"), (#"{"a":1,"\u0061":2}"#, "duplicate_field"),
            (#"{"x":[{"a":1,"a":2}]}"#, "duplicate_field"), ("{\"\u{e9}\":1,\"e\u{301}\":2}", "duplicate_field"),
            (#"{"a":1,}"#, "invalid_json"), (#"{"a":[1,]}"#, "invalid_json"), (#"{"a":1}{}"#, "invalid_json"),
            (#"{/**/"a":1}"#, "invalid_json"), ("[1]", "not_an_object"), ("", "invalid_json"),
            ("\u{feff}{}", "invalid_json"), (#"{"a":01}"#, "invalid_json"), (#"{"a":"\ud800"}"#, "invalid_json"),
        ])
    func refused(text: String, code: String) {
        #expect(Self.code(Array(text.utf8)) == code)
    }

    @Test("UTF-16 and UTF-32 are refused, with a mark and without")
    func encodings() {
        for little in [true, false] {
            for width in [2, 4] {
                for mark in [true, false] {
                    let text = (mark ? "\u{feff}" : "") + #"{"a":"b"}"#
                    let bytes = text.unicodeScalars.flatMap { scalar -> [UInt8] in
                        let bytes = (0..<width).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * UInt32($0))) }
                        return little ? bytes : bytes.reversed()
                    }
                    #expect(["invalid_json", "invalid_utf8"].contains(Self.code(bytes)), "\(bytes)")
                }
            }
        }
    }

    @Test("sixteen levels are read, seventeen and five hundred are refused in under a millisecond")
    func depth() {
        func nested(_ levels: Int) -> String {
            String(repeating: "{\"a\":", count: levels - 1) + "{}" + String(repeating: "}", count: levels - 1)
        }
        #expect(Self.code(Array(nested(16).utf8)) == nil)
        #expect(Self.code(Array(nested(17).utf8)) == "too_deep")
        let inner = String(repeating: "{\"a\":", count: 500) + "1" + String(repeating: "}", count: 500)
        let wide = Array(("{" + (0..<21).map { "\"k\($0)\":\(inner)" }.joined(separator: ",") + "}").utf8)
        let open = String(repeating: "[", count: 30_000)
        let lists = Array("{\"a\":\(open)\(open.replacing("[", with: "]"))}".utf8)
        for bytes in [wide, lists] {
            // The best of some: others may have the processor meanwhile.
            let times = (0..<20).map { _ in ContinuousClock().measure { #expect(Self.code(bytes) == "too_deep") } }
            #expect(times.min() ?? .seconds(1) < .milliseconds(1), "\(bytes.count) bytes")
        }
    }

    private static func code(_ bytes: [UInt8]) -> String? {
        do throws(MessageError) {
            _ = try JSONObject(bytes)
            return nil
        } catch {
            return error.code
        }
    }
}
