import Kafka
import Logging

/// Brings committed batches to Kafka, in order, on a thread of its own, while the engine works on the next batch.
///
/// Waiting jobs are published together, so a slow broker gets larger transactions and not a longer queue.
final class Publisher: Sendable {
    struct State {
        var jobs: [PublishJob] = []
        var queuedRows = 0
        var isBusy = false
        /// When the publisher's thread last went on with its job; `monotonicMilliseconds`.
        var lastBeat: Int64 = 0
        var isStopped = false
        /// Grows when everything queued is given up; a job of an older round is dropped wherever it is.
        var round = 0
        /// By lane: the last outbox number known as published.
        var published: [Int32: Int64] = [:]
        var lostGroup = false
        var lastError: String?
    }

    let monitor = Monitor(State())
    private let backlogRows: Int
    private let publishRows: Int

    init(backlogRows: Int, publishRows: Int) {
        self.backlogRows = backlogRows
        self.publishRows = publishRows
    }

    /// Whether the database may commit another batch.
    var hasRoom: Bool { monitor.read { $0.queuedRows < backlogRows } }

    var backlog: Int { monitor.read { $0.queuedRows } }

    /// Nothing is queued or under way.
    var isIdle: Bool { monitor.read { $0.jobs.isEmpty && !$0.isBusy } }

    /// The code of what stands in the way of publishing at this moment.
    var lastError: String? { monitor.read { $0.lastError } }

    /// The group has thrown this member out while it was publishing: its lanes are another's.
    func takeLostGroup() -> Bool {
        monitor.update { state in
            defer { state.lostGroup = false }
            return state.lostGroup
        }
    }

    func enqueue(_ job: PublishJob) {
        monitor.update { state in
            state.jobs.append(job)
            state.queuedRows += job.rows.count
        }
    }

    /// The lane begins here with everything up to `seq` published.
    func adopt(lane: Int32, publishedSeq: Int64) {
        monitor.update { $0.published[lane] = publishedSeq }
    }

    func publishedSeq(lane: Int32) -> Int64 {
        monitor.read { $0.published[lane] ?? 0 }
    }

    /// Waits until nothing is queued or under way. `false` when time ran out.
    func drain(milliseconds: Int64) -> Bool {
        monitor.wait(milliseconds: milliseconds) { $0.jobs.isEmpty && !$0.isBusy ? true : nil } ?? false
    }

    /// Gives up what is queued or under way: the lanes' next owner publishes it from the outbox.
    func discard() {
        monitor.update { state in
            state.round += 1
            state.jobs = []
            state.queuedRows = 0
            state.published = [:]
        }
    }

    func stop() {
        monitor.update { $0.isStopped = true }
    }

    /// What the publisher's thread is to do next.
    enum Next {
        case publish(PublishJob, round: Int)
        /// Nothing came for as long as it was to wait.
        case idle(round: Int)
        case end
    }

    /// The next jobs, merged into one.
    /// - Parameter milliseconds: how long to wait for one; `nil` waits for ever.
    func next(waiting milliseconds: Int64?) -> Next {
        let next = monitor.wait(milliseconds: milliseconds) { state -> Next? in
            if state.jobs.isEmpty { return state.isStopped ? .end : nil }
            var taken = 1
            var rows = state.jobs[0].rows.count
            while taken < state.jobs.count, rows + state.jobs[taken].rows.count <= publishRows {
                rows += state.jobs[taken].rows.count
                taken += 1
            }
            let merged = Self.merge(state.jobs.prefix(taken))
            state.jobs.removeFirst(taken)
            state.isBusy = true
            state.lastBeat = monotonicMilliseconds()
            return .publish(merged, round: state.round)
        }
        return next ?? .idle(round: monitor.read { $0.round })
    }

    /// A lane's later position stands for its earlier ones.
    private static func merge(_ jobs: ArraySlice<PublishJob>) -> PublishJob {
        let first = jobs[jobs.startIndex]
        if jobs.count == 1 { return first }
        var positions: [Int32: LanePosition] = [:]
        for position in jobs.lazy.flatMap(\.positions) { positions[position.lane] = position }
        return PublishJob(
            rows: jobs.flatMap(\.rows), positions: positions.values.sorted { $0.lane < $1.lane },
            committedAt: first.committedAt)
    }
}
