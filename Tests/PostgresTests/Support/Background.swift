import Foundation
import Synchronization

/// Work on a thread of its own: the tests' own threads are few, and these calls block.
final class Background<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () throws -> Value) {
        Thread.detachNewThread { [self] in
            let outcome = Result { try work() }
            result.withLock { $0 = outcome }
            done.signal()
        }
    }

    /// Waits for the work's end.
    func value() throws -> Value {
        done.wait()
        defer { done.signal() }
        return try result.withLock { try $0!.get() }
    }
}

/// Milliseconds of sleep on this thread.
func pause(_ milliseconds: Int) {
    usleep(UInt32(milliseconds) * 1000)
}
