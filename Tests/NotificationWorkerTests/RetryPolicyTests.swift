import NotificationWorker
import Testing

@Suite("When a mail is tried again")
struct RetryPolicyTests {
    @Test("delays double up to the longest")
    func delays() {
        let policy = RetryPolicy(firstDelay: .seconds(5), longestDelay: .seconds(60))
        let seconds = (1...6).map { policy.delayMicroseconds(afterAttempts: $0) / 1_000_000 }
        #expect(seconds == [5, 10, 20, 40, 60, 60])
    }

    @Test("no number of attempts overflows")
    func manyAttempts() {
        let policy = RetryPolicy(firstDelay: .seconds(3600), longestDelay: .seconds(7200))
        #expect(policy.delayMicroseconds(afterAttempts: .max) == 7_200_000_000)
        #expect(policy.delayMicroseconds(afterAttempts: 0) == 3_600_000_000)
    }
}
