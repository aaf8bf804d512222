import Bench
import Testing

@Suite("Ratios")
struct RatioTests {
    @Test("a ratio to nothing is zero, not infinite")
    func nothing() {
        #expect(Ratio.of(5, to: 0) == 0)
        #expect(Ratio.of(5, to: 2) == 2.5)
    }

    @Test(
        "the median is the middle one, or the mean of the middle two",
        arguments: [
            ([], 0), ([7], 7), ([3, 1, 2], 2), ([4, 1, 3, 2], 2.5), ([1, 1, 1_000], 1),
        ] as [([Double], Double)])
    func median(values: [Double], expected: Double) {
        #expect(Ratio.median(values) == expected)
    }

    @Test("rounding keeps the digits asked for")
    func rounding() {
        #expect(Ratio.rounded(1.26) == 1.3)
        #expect(Ratio.rounded(1.256, 2) == 1.26)
        #expect(Ratio.rounded(1.5, 0) == 2)
    }
}
