import Payments
import TestSupport
import Testing

@Suite("Payment ids")
struct PaymentIDTests {
    @Test("text and number are the same id, in both directions and in either case")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<10_000 {
            let id = PaymentID(high: random.next(), low: random.next())
            #expect(id.description.utf8.count == 36)
            #expect(id.description == id.description.lowercased())
            #expect(PaymentID(id.description) == id)
            #expect(PaymentID(id.description.uppercased()) == id)
        }
    }

    @Test("the words hold the bytes most significant first")
    func words() throws {
        let id = try #require(PaymentID("00112233-4455-6677-8899-aabbccddeeff"))
        #expect(id.high == 0x0011_2233_4455_6677)
        #expect(id.low == 0x8899_aabb_ccdd_eeff)
        #expect(id.description == "00112233-4455-6677-8899-aabbccddeeff")
    }

    @Test("the order is that of the text")
    func order() {
        var random = SeededGenerator(seed: 5)
        let ids = (0..<1000).map { _ in PaymentID(high: random.next() % 4, low: random.next()) }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
    }

    @Test(
        "what is no UUID is refused",
        arguments: [
            "", "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeef",
            "{0112233-4455-6677-8899-aabbccddeef}",
            "00112233-4455-6677-8899-aabbccddeeff0", "g0112233-4455-6677-8899-aabbccddeeff",
            "001122334-455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899_aabbccddeeff",
            " 0112233-4455-6677-8899-aabbccddeeff", "+0112233-4455-6677-8899-aabbccddeeff",
            "é112233-4455-6677-8899-aabbccddeeff",
        ])
    func refused(text: String) {
        #expect(PaymentID(text) == nil)
    }

    @Test("no change of one byte to anything but a hexadecimal digit is accepted")
    func everyByte() {
        let good = Array("01932f7e-5b1c-7cc3-98c4-dc0c0c07398f".utf8)
        for position in good.indices {
            for byte in UInt8.min...UInt8.max {
                var bytes = good
                bytes[position] = byte
                let isHex = byte < 0x80 && Character(Unicode.Scalar(byte)).isHexDigit
                let isRight = good[position] == UInt8(ascii: "-") ? byte == good[position] : isHex
                #expect((bytes.withUnsafeBytes { PaymentID(utf8: $0) } != nil) == isRight)
            }
        }
    }

    @Test("time-ordered ids are UUIDs of version 7 that sort by their time")
    func timeOrdered() throws {
        var random = SeededGenerator(seed: 6)
        var last: PaymentID?
        for step in 0..<1000 {
            let milliseconds = 1_700_000_000_000 + Int64(step) * 7
            let id = PaymentID.timeOrdered(milliseconds: milliseconds, random: &random)
            #expect(Int64(id.high >> 16) == milliseconds)
            #expect(id.high >> 12 & 0xf == 7)
            #expect(id.low >> 62 == 0b10)
            #expect(last.map { $0 < id } ?? true)
            last = id
        }
        #expect(PaymentID.timeOrdered(milliseconds: 1) != PaymentID.timeOrdered(milliseconds: 1))
    }
}
