import Metrics

/// What a worker's lanes count, through swift-metrics. Names and labels follow Prometheus' conventions; what each means
/// is in docs/metrics.md.
struct LaneMetrics: Sendable {
    let items: MetricFamily<Counter>
    let deadLetters: MetricFamily<Counter>
    let retries: MetricFamily<Counter>
    let published: MetricFamily<Counter>
    let publishFailures: MetricFamily<Counter>
    let lost: MetricFamily<Counter>
    let callOutcomes: MetricFamily<Counter>
    let messageAge: MetricFamily<Timer>
    let calls: MetricFamily<Timer>
    let lagMessages: MetricFamily<Gauge>
    let lagSeconds: MetricFamily<Gauge>

    let batches: Counter
    let takeOvers: Counter
    let batchItems: Recorder
    let apply: Timer
    let decode: Timer
    let handle: Timer
    let commit: Timer
    let publish: Timer
    let publishDelay: Timer
    let backlogRows: Gauge
    let ownedLanes: Gauge
    let haltedLanes: Gauge
    let databaseUp: Gauge
    let scheduledCalls: Gauge
    let callsInFlight: Gauge
    let laneEnds: Gauge
    let suspects: Gauge
    let callsAside: Gauge

    init(worker: String, configuration: EngineConfiguration) {
        items = MetricFamily(counter: "giro_items_applied_total", worker: worker, by: "topic", "cause")
        deadLetters = MetricFamily(counter: "giro_dead_letters_total", worker: worker, by: "topic", "reason")
        retries = MetricFamily(counter: "giro_batches_retried_total", worker: worker, by: "fault", "code")
        published = MetricFamily(counter: "giro_messages_published_total", worker: worker, by: "topic")
        publishFailures = MetricFamily(counter: "giro_publish_failures_total", worker: worker, by: "code")
        lost = MetricFamily(counter: "giro_lanes_lost_total", worker: worker, by: "loss")
        callOutcomes = MetricFamily(
            counter: "giro_call_outcomes_total", worker: worker, by: "kind", "outcome", "code")
        messageAge = MetricFamily(timer: "giro_message_age_seconds", worker: worker, by: "topic")
        calls = MetricFamily(timer: "giro_call_seconds", worker: worker, by: "kind", "outcome")
        lagMessages = MetricFamily(gauge: "giro_lag_messages", worker: worker, by: "topic")
        lagSeconds = MetricFamily(gauge: "giro_lag_seconds", worker: worker, by: "topic")

        let label = [("worker", worker)]
        let stages = MetricFamily(timer: "giro_stage_seconds", worker: worker, by: "stage")
        batches = Counter(label: "giro_batches_committed_total", dimensions: label)
        takeOvers = Counter(label: "giro_lane_takeovers_total", dimensions: label)
        batchItems = Recorder(label: "giro_batch_items", dimensions: label)
        apply = Timer(label: "giro_apply_seconds", dimensions: label)
        decode = stages["decode"]
        handle = stages["handle"]
        commit = stages["commit"]
        publish = stages["publish"]
        publishDelay = Timer(label: "giro_publish_delay_seconds", dimensions: label)
        backlogRows = Gauge(label: "giro_publish_backlog_rows", dimensions: label)
        ownedLanes = Gauge(label: "giro_lanes_owned", dimensions: label)
        haltedLanes = Gauge(label: "giro_lanes_halted", dimensions: label)
        databaseUp = Gauge(label: "giro_database_up", dimensions: label)
        scheduledCalls = Gauge(label: "giro_calls_scheduled", dimensions: label)
        callsInFlight = Gauge(label: "giro_calls_in_flight", dimensions: label)
        laneEnds = Gauge(label: "giro_lane_ends", dimensions: label)
        suspects = Gauge(label: "giro_suspects", dimensions: label)
        callsAside = Gauge(label: "giro_calls_put_aside", dimensions: label)
        Gauge(label: "giro_publish_backlog_limit_rows", dimensions: label).record(configuration.backlogRows)
        Gauge(label: "giro_calls_limit", dimensions: label).record(configuration.concurrentCalls)
    }

    func committed(_ tally: BatchTally, items count: Int, at now: Int64) {
        batches.increment()
        batchItems.record(count)
        for (partition, lane) in tally.lanes {
            if lane.messages > 0 { items[partition.topic, "message"].increment(by: lane.messages) }
            if lane.timers > 0 { items[partition.topic, "timer"].increment(by: lane.timers) }
            if lane.calls > 0 { items[partition.topic, "call"].increment(by: lane.calls) }
            if let oldest = lane.oldest { messageAge[partition.topic].recordNanoseconds(max(now - oldest, 0) * 1_000) }
        }
    }

    /// In the rows' order, which is by lane: neighbours are mostly of one topic.
    func published(_ rows: [OutboxRow]) {
        var rest = rows[...]
        while let topic = rest.first?.topic {
            let run = rest.prefix { $0.topic == topic }
            published[topic].increment(by: run.count)
            rest = rest.dropFirst(run.count)
        }
    }

    func called(_ kind: String, _ ending: CallEnding, nanoseconds: Int64) {
        calls[kind, ending.outcome].recordNanoseconds(nanoseconds)
        callOutcomes[kind, ending.outcome, ending.code].increment()
    }
}
