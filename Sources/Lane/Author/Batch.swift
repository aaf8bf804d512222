import CloudEvents

/// What a handler decides over: items in order, and the decisions it leaves behind.
///
/// Decisions are kept in the order in which they are made; a lane's events are published in that order.
public final class Batch<Message: Sendable, Outcome: Sendable> {
    /// Messages of a lane stand in the lane's order.
    public let items: [Item<Message, Outcome>]
    /// Microseconds since the Unix epoch: one reading of the clock for the whole batch.
    public let now: Int64

    package private(set) var events: [Emitted] = []
    package private(set) var deadLetters: [DeadLettered] = []
    package private(set) var scheduled: [Scheduled] = []
    package private(set) var unscheduled: [Unscheduled] = []
    package private(set) var whenCommitted: [() -> Void] = []

    package struct Emitted {
        package let item: Int
        package let event: CloudEvent
    }

    package struct DeadLettered {
        package let item: Int
        package let refusal: Refusal
    }

    package struct Scheduled {
        package let item: Int
        package let call: Call
    }

    package struct Unscheduled {
        package let item: Int
        package let kind: String
        package let key: String
    }

    package init(items: [Item<Message, Outcome>], now: Int64) {
        self.items = items
        self.now = now
        events.reserveCapacity(items.count)
    }

    /// Publishes `event` once, after the batch is committed, in the outbox of the item's lane.
    public func emit(_ event: CloudEvent, after item: Int) {
        events.append(Emitted(item: item, event: event))
    }

    /// Gives a message up: it goes to `<topic>.dlq` with this reason.
    public func deadLetter(_ item: Int, code: String, detail: String) {
        deadLetters.append(DeadLettered(item: item, refusal: Refusal(code: code, detail: detail)))
    }

    /// Does something once the batch is in the database, such as counting; never when it is rolled back. It must not
    /// block, and a crash may come before it.
    public func whenCommitted(_ body: @escaping () -> Void) {
        whenCommitted.append(body)
    }

    /// Schedules `call` in the item's lane, or replaces the one with the same kind and key.
    public func schedule(_ call: Call, after item: Int) {
        scheduled.append(Scheduled(item: item, call: call))
    }

    /// Takes a scheduled call back. One already being performed still comes back as `.done`.
    public func unschedule(kind: String, key: String, after item: Int) {
        unscheduled.append(Unscheduled(item: item, kind: kind, key: key))
    }
}
