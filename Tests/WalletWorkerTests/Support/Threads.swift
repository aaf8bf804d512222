import Foundation

/// Runs blocking work on a thread of its own: tasks that wait for the database would leave no thread for those that
/// they wait for.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) -> Task<Result, any Error> {
    let (results, continuation) = AsyncThrowingStream.makeStream(of: Result.self)
    Thread.detachNewThread {
        do {
            continuation.yield(try work())
            continuation.finish()
        } catch {
            continuation.finish(throwing: error)
        }
    }
    return Task {
        for try await result in results { return result }
        throw CancellationError()
    }
}
