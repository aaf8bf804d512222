import Payments
import Testing

@Suite("Currencies")
struct CurrencyTests {
    @Test("there are 165 active currencies with minor units, each once, in the order of their codes")
    func count() {
        let codes = Currency.all.map(\.code)
        #expect(codes.count == 165)
        #expect(Set(codes).count == 165)
        #expect(codes == codes.sorted())
        #expect(codes.allSatisfy { Currency($0)?.code == $0 })
    }

    @Test(
        "minor digits are those of ISO 4217",
        arguments: [
            ("EUR", 2), ("USD", 2), ("GBP", 2), ("MRU", 2), ("MGA", 2), ("HUF", 2), ("COP", 2), ("JPY", 0), ("KRW", 0),
            ("VND", 0), ("ISK", 0), ("CLP", 0), ("UGX", 0), ("XOF", 0), ("UYI", 0), ("BHD", 3), ("IQD", 3), ("JOD", 3),
            ("KWD", 3), ("LYD", 3), ("OMR", 3), ("TND", 3), ("CLF", 4), ("UYW", 4), ("XCG", 2), ("ZWG", 2), ("SLE", 2),
        ])
    func minorDigits(code: String, digits: Int) throws {
        #expect(try #require(Currency(code)).minorDigits == digits)
    }

    @Test(
        "what is no active currency with minor units is refused",
        arguments: [
            "", "E", "EU", "EURO", "eur", "Eur", "EU1", "E R", "ÉUR", "ABC", "XAU", "XAG", "XDR", "XTS", "HRK", "BGN",
            "ANG",
            "DEM", "SLL", "ZWL", "CUC", "@@@", "[[[", "EUR ",
        ])
    func refused(code: String) {
        #expect(Currency(code) == nil)
    }

    @Test("of all three-letter codes exactly the listed ones are known")
    func nothingElse() {
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { Character(Unicode.Scalar($0)) }
        var known = 0
        for first in letters {
            for second in letters {
                for third in letters where Currency(String([first, second, third])) != nil { known += 1 }
            }
        }
        #expect(known == Currency.all.count)
    }
}
