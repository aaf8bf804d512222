import Testing
import Torture

/// Each checker is fed a history that is right but for one thing, and must object; and nobody else may.
@Suite("Every checker objects to a broken history")
struct CheckerTests {
    @Test("to a right history nobody objects")
    func rightHistory() {
        #expect(Checker.all(in: Histories.right) == [])
    }

    @Test("a checker objects to what is its own to see", arguments: Histories.broken)
    func brokenHistory(_ broken: BrokenHistory) {
        let violations = Checker.all(in: broken.history)
        #expect(Set(violations.map(\.checker)) == [broken.checker.rawValue], "\(broken.name): \(violations)")
    }

    @Test("there is a broken history for every checker")
    func everyChecker() {
        #expect(Set(Histories.broken.map(\.checker)) == Set(Checker.allCases))
    }

    @Test("a second copy of an event is no fault where the broker cannot prevent it")
    func secondCopyOnEmbeddedBroker() {
        var history = Histories.right
        history.isTransactional = false
        history.events[Histories.debited]?.copies = 2
        #expect(Checker.events.violations(in: history) == [])
    }
}
