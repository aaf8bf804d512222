import Lane
import Testing

@Suite("The retry schedule")
struct RetryScheduleTests {
    private let schedule = RetrySchedule(first: .seconds(1), longest: .seconds(300))

    @Test("delays double up to the longest, and never less than half of that is waited")
    func grows() {
        var random = SystemRandomNumberGenerator()
        let tries: [(Int32, Int64)] = [(0, 1), (1, 1), (2, 2), (5, 16), (9, 256), (10, 300), (1_000, 300), (.max, 300)]
        for (count, seconds) in tries {
            for _ in 1...50 {
                let delay = schedule.delayMicroseconds(afterTries: count, random: &random)
                #expect(delay >= seconds * 500_000 && delay <= seconds * 1_000_000)
            }
        }
    }

    @Test("chance spreads what failed together")
    func spreads() {
        var random = SystemRandomNumberGenerator()
        let delays = Set((1...100).map { _ in schedule.delayMicroseconds(afterTries: 5, random: &random) })
        #expect(delays.count > 90)
    }

    @Test("what the other side asks for is granted up to the longest delay")
    func atLeast() {
        var random = SystemRandomNumberGenerator()
        for _ in 1...50 {
            let asked = schedule.delayMicroseconds(afterTries: 1, atLeast: .seconds(60), random: &random)
            #expect((60_000_000...60_500_000).contains(asked))
            let endless = schedule.delayMicroseconds(afterTries: 1, atLeast: .seconds(Int64.max), random: &random)
            #expect((300_000_000...300_500_000).contains(endless))
        }
    }
}
