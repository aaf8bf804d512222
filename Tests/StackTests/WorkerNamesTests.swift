import Operations
import Stack
import Testing

/// What is proven of the workers is proven of those that `Databases` names: the torture kills them, at every stage.
@Suite("Operators and the torture know every worker")
struct WorkerNamesTests {
    @Test("a worker that can be run has its schema among those that are watched, audited and tortured")
    func names() {
        #expect(Databases.workers == RunningWorker.names)
    }
}
