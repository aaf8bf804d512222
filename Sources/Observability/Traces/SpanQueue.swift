import Lane
import Synchronization

/// Spans on their way out, as many as fit. Putting one in is a short lock and never waits for the collector.
final class SpanQueue: Sendable {
    private let spans = Mutex<[Span]>([])
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// - Returns: how many found no room.
    func put(_ new: [Span]) -> Int {
        spans.withLock { spans in
            let taken = min(max(capacity - spans.count, 0), new.count)
            spans.append(contentsOf: new.prefix(taken))
            return new.count - taken
        }
    }

    func take(atMost count: Int) -> [Span] {
        spans.withLock { spans in
            let taken = Array(spans.prefix(count))
            spans.removeFirst(taken.count)
            return taken
        }
    }
}
