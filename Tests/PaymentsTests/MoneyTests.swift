import Payments
import TestSupport
import Testing

@Suite("Money")
struct MoneyTests {
    private let cases = 10_000

    @Test("adding agrees with wider arithmetic, and throws exactly when 64 bits are too few")
    func addition() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<cases {
            let currency = random.element(of: Currency.all)
            let (left, right) = (random.amount(), random.amount())
            let wide = Int128(left) + Int128(right)
            let sum = try? Money(amountMinor: left, currency: currency)
                .adding(Money(amountMinor: right, currency: currency))
            #expect(sum?.amountMinor == Int64(exactly: wide))
            #expect(sum.map { $0.currency == currency } ?? true)
        }
    }

    @Test("subtracting agrees with wider arithmetic, and throws exactly when 64 bits are too few")
    func subtraction() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<cases {
            let currency = random.element(of: Currency.all)
            let (left, right) = (random.amount(), random.amount())
            let wide = Int128(left) - Int128(right)
            let difference = try? Money(amountMinor: left, currency: currency)
                .subtracting(Money(amountMinor: right, currency: currency))
            #expect(difference?.amountMinor == Int64(exactly: wide))
        }
    }

    @Test("an overflow and two currencies are told apart by their codes")
    func errors() throws {
        let euros = Money(amountMinor: .max, currency: try currency("EUR"))
        let yen = Money(amountMinor: 1, currency: try currency("JPY"))
        #expect(throws: MoneyError.overflow) { try euros.adding(euros) }
        #expect(throws: MoneyError.currencyMismatch) { try euros.adding(yen) }
        #expect(MoneyError.overflow.code == "amount_overflow")
        #expect(MoneyError.currencyMismatch.code == "currency_mismatch")
        #expect(!MoneyError.overflow.isTransient && !MoneyError.currencyMismatch.isTransient)
    }

    @Test(
        "amounts are written with their currency's digits",
        arguments: [
            (0, "EUR", "0.00"), (5, "EUR", "0.05"), (-5, "EUR", "-0.05"), (99, "EUR", "0.99"), (100, "EUR", "1.00"),
            (123_456, "USD", "1234.56"), (-123_456, "USD", "-1234.56"), (0, "JPY", "0"), (1200, "JPY", "1200"),
            (-7, "JPY", "-7"), (7, "KWD", "0.007"), (1500, "KWD", "1.500"), (-12_345, "KWD", "-12.345"),
            (1, "CLF", "0.0001"), (Int64.max, "EUR", "92233720368547758.07"),
            (Int64.min, "EUR", "-92233720368547758.08"),
            (Int64.min, "JPY", "-9223372036854775808"), (Int64.min, "KWD", "-9223372036854775.808"),
        ] as [(Int64, String, String)])
    func formatting(amount: Int64, code: String, text: String) throws {
        let money = Money(amountMinor: amount, currency: try currency(code))
        #expect(money.decimalText == text)
        #expect(money.description == "\(text) \(code)")
    }

    @Test("reading the written digits back gives the amount")
    func formattingLosesNothing() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<cases {
            let money = Money(amountMinor: random.amount(), currency: random.element(of: Currency.all))
            let parts = money.decimalText.split(separator: ".", omittingEmptySubsequences: false)
            #expect(parts.count == (money.currency.minorDigits == 0 ? 1 : 2))
            #expect(parts.count == 1 || parts[1].count == money.currency.minorDigits)
            #expect(Int64(parts.joined()) == money.amountMinor)
        }
    }

    private func currency(_ code: String) throws -> Currency { try #require(Currency(code)) }
}
