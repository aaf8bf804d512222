import CloudEvents

/// A replay that runs: copies go out a few at a time, and once they are safe it is written down how far it is.
final class ReplayRun {
    private let journal: ReplayJournal
    private let producer: CopyProducer
    private let lag: LagGuard
    private let stop: StopRequest
    private var pace: Pace
    /// Sent since the last flush, and where the parts go on once it is done.
    private var sent = 0
    private var positions: [String: Int64] = [:]
    private var published: Int64
    private var progress: ReplayProgress
    private let started = ContinuousClock.now
    private let publishedBefore: Int64
    private var nextNote = ContinuousClock.now + .seconds(1)

    init(journal: ReplayJournal, producer: CopyProducer, lag: LagGuard, perSecond: Int, stop: StopRequest) {
        self.journal = journal
        self.producer = producer
        self.lag = lag
        self.stop = stop
        pace = Pace(perSecond: perSecond)
        published = journal.published
        publishedBefore = journal.published
        progress = ReplayProgress(
            id: journal.id, mode: journal.mode, published: journal.published, covered: journal.covered,
            planned: journal.plan.width)
    }

    func take(
        _ message: borrowing ReplayedMessage, _ onProgress: (ReplayProgress) -> Void
    ) throws(OperationError) {
        try producer.send(message.copy())
        positions[message.part] = message.next
        sent += 1
        published = published.addingClamped(1)
        guard sent >= pace.chunk else { return }
        try flush(isDone: false)
        onProgress(progress)
    }

    func finish(_ onProgress: (ReplayProgress) -> Void) throws(OperationError) -> ReplayProgress {
        let isDone = !stop.isSet
        try producer.flush()
        if isDone { for part in journal.plan.parts { positions[part.name] = part.to } }
        try journal.note(positions, published: published, isDone: isDone)
        progress.isDone = isDone
        update()
        onProgress(progress)
        return progress
    }

    private func flush(isDone: Bool) throws(OperationError) {
        try producer.flush()
        if ContinuousClock.now >= nextNote {
            try journal.note(positions, published: published, isDone: isDone)
            nextNote = .now + .seconds(1)
        }
        update()
        let count = sent
        sent = 0
        pace.wait(after: count, unless: stop)
        try lag.wait(unless: stop)
    }

    private func update() {
        progress.published = published
        progress.publishedNow = published.subtractingClamped(publishedBefore)
        progress.covered = journal.covered
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        progress.seconds = Double(seconds) + Double(attoseconds) / 1e18
    }
}
