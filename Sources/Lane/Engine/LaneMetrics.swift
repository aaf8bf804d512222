import Metrics

/// What a worker's lanes count. Names follow Prometheus' conventions; the label is the worker.
struct LaneMetrics: Sendable {
    private let applied: Counter
    private let batches: Counter
    private let retried: Counter
    private let deadLettered: Counter
    private let publishedRows: Counter
    private let publishFailures: Counter
    private let batchItems: Recorder
    private let applyDuration: Timer
    private let publishDuration: Timer
    private let backlogRows: Gauge
    private let ownedLanes: Gauge

    init(worker: String) {
        let label = [("worker", worker)]
        applied = Counter(label: "giro_items_applied_total", dimensions: label)
        batches = Counter(label: "giro_batches_committed_total", dimensions: label)
        retried = Counter(label: "giro_batches_retried_total", dimensions: label)
        deadLettered = Counter(label: "giro_dead_letters_total", dimensions: label)
        publishedRows = Counter(label: "giro_messages_published_total", dimensions: label)
        publishFailures = Counter(label: "giro_publish_failures_total", dimensions: label)
        batchItems = Recorder(label: "giro_batch_items", dimensions: label)
        applyDuration = Timer(label: "giro_apply_seconds", dimensions: label)
        publishDuration = Timer(label: "giro_publish_seconds", dimensions: label)
        backlogRows = Gauge(label: "giro_publish_backlog_rows", dimensions: label)
        ownedLanes = Gauge(label: "giro_lanes_owned", dimensions: label)
    }

    func committed(items: Int, deadLetters: Int, milliseconds: Int64, backlog: Int) {
        applied.increment(by: items)
        batches.increment()
        if deadLetters > 0 { deadLettered.increment(by: deadLetters) }
        batchItems.record(items)
        applyDuration.recordMilliseconds(milliseconds)
        backlogRows.record(backlog)
    }

    func retriedBatch() { retried.increment() }

    func published(rows: Int, milliseconds: Int64) {
        publishedRows.increment(by: rows)
        publishDuration.recordMilliseconds(milliseconds)
    }

    func publishFailed() { publishFailures.increment() }

    func owns(lanes: Int) { ownedLanes.record(lanes) }
}
