/// Every metric of a worker's process.
public enum MetricCatalogue {
    /// In the order in which docs/metrics.md has them.
    public static let all = engine + lanes + outside + business + clients + gateway + process

    /// What is not in the catalogue is shown all the same: a library's own, or an author's.
    static func description(of name: String, otherwise kind: MetricDescription.Kind) -> MetricDescription {
        byName[name] ?? MetricDescription(name, kind, [], "Not one of Giro's own.")
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// Buckets of what takes from a part of a millisecond to some seconds.
    static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// Of what may take hours: payments whose biller is away, messages that wait for a worker.
    static let waits = [
        0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400,
    ]
    static let counts: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]

    private static let engine = [
        MetricDescription(
            "giro_items_applied_total", .counter, ["worker", "topic", "cause=message|timer|call"],
            "Items of committed batches, by the topic of their lane."),
        MetricDescription("giro_batches_committed_total", .counter, ["worker"], "Database transactions committed."),
        MetricDescription(
            "giro_batches_retried_total", .counter, ["worker", "fault=transient|permanent", "code"],
            "Batches rolled back to be tried again, by the error's code."),
        MetricDescription(
            "giro_dead_letters_total", .counter, ["worker", "topic", "reason"],
            "Messages given up, by the topic they came from."),
        MetricDescription(
            "giro_messages_published_total", .counter, ["worker", "topic"],
            "Messages brought to Kafka, dead letters too."),
        MetricDescription(
            "giro_publish_failures_total", .counter, ["worker", "code"], "Publishing tries that failed."),
        MetricDescription("giro_batch_items", .histogram(counts), ["worker"], "Items in a committed batch."),
        MetricDescription(
            "giro_apply_seconds", .histogram(seconds), ["worker"],
            "A batch's database transaction, from begin to commit."),
        MetricDescription(
            "giro_stage_seconds", .histogram(seconds), ["worker", "stage=decode|handle|commit|publish"],
            "One stage of a batch's way."),
        MetricDescription(
            "giro_publish_delay_seconds", .histogram(seconds), ["worker"],
            "From a batch's database commit until its messages are on their topics."),
        MetricDescription(
            "giro_message_age_seconds", .histogram(waits), ["worker", "topic"],
            "From a message's timestamp on its topic to its commit: the oldest of each batch and topic."),
        MetricDescription(
            "giro_publish_backlog_rows", .gauge, ["worker"], "Outbox rows committed and not yet published."),
        MetricDescription(
            "giro_publish_backlog_limit_rows", .gauge, ["worker"], "The backlog at which the database waits."),
    ]

    private static let lanes = [
        MetricDescription("giro_lanes_owned", .gauge, ["worker"], "Lanes that this process owns."),
        MetricDescription(
            "giro_lanes_halted", .gauge, ["worker"], "Lanes of this process that wait for an operator."),
        MetricDescription("giro_lane_takeovers_total", .counter, ["worker"], "Lanes taken over."),
        MetricDescription(
            "giro_lanes_lost_total", .counter, ["worker", "loss=revoked|taken|fenced"],
            "Lanes given back to the group, found taken by another owner, or lost with the group's membership."),
        MetricDescription(
            "giro_lane_ends", .gauge, ["worker"],
            "How many owners of a lane have ended in a row without a word; of the worker's lane that is worst off."),
        MetricDescription(
            "giro_suspects", .gauge, ["worker"],
            "Runs of messages, timers and calls of this process's lanes that an owner has ended with."),
        MetricDescription(
            "giro_lag_messages", .gauge, ["worker", "topic"], "Messages to come in this process's lanes, at most."),
        MetricDescription(
            "giro_lag_seconds", .gauge, ["worker", "topic"],
            "How long the oldest message to come has waited, at most; of the lane that is worst off."),
        MetricDescription(
            "giro_database_up", .gauge, ["worker"], "Whether the worker's database did what it was last asked for."),
        MetricDescription("giro_worker_ready", .gauge, ["worker"], "What /readyz says of the worker."),
        MetricDescription("giro_worker_healthy", .gauge, ["worker"], "What /healthz says of the worker."),
        MetricDescription(
            "giro_engine_silence_seconds", .gauge, ["worker"], "Since the engine's thread last came by."),
    ]

    private static let outside = [
        MetricDescription("giro_calls_scheduled", .gauge, ["worker"], "Scheduled calls in memory."),
        MetricDescription("giro_calls_in_flight", .gauge, ["worker"], "Outside calls under way."),
        MetricDescription("giro_calls_limit", .gauge, ["worker"], "The most outside calls at the same time."),
        MetricDescription(
            "giro_calls_put_aside", .gauge, ["worker"],
            "Calls and timers that ended processes, and wait for an operator."),
        MetricDescription(
            "giro_call_seconds", .histogram(seconds),
            ["worker", "kind=pay_biller|ask_biller|ask_biller_once|mail|webhook", "outcome"],
            "Outside calls. Billers: accepted, refused, unseen, unknown; mails: sent, refused, later, unaddressed; "
                + "webhooks: sent, refused, later, held, stale."
        ),
        MetricDescription(
            "giro_call_outcomes_total", .counter,
            ["worker", "kind=pay_biller|ask_biller|ask_biller_once|mail|webhook", "outcome", "code"],
            "Outside calls, with the code that says more."),
        MetricDescription(
            "giro_breaker_state", .gauge, ["worker", "endpoint"],
            "A biller's breaker, from its first failure on: 0 closed, 1 half-open, 2 open."),
        MetricDescription("giro_breaker_openings_total", .counter, ["worker"], "Breakers that opened."),
        MetricDescription(
            "giro_biller_calls", .gauge, ["worker", "state=inside|waiting"],
            "Calls at billers, and calls that wait for a place."),
        MetricDescription(
            "giro_mail_connections", .gauge, ["worker", "state=busy|waiting"],
            "SMTP connections in use, and mails that wait for one."),
    ]

    private static let business = [
        MetricDescription(
            "giro_money_moved_minor_units_total", .counter,
            ["worker", "currency", "movement=held|settled|refunded|suspended|released"],
            "Money moved by the wallet, in the currency's minor units."),
        MetricDescription(
            "giro_wallet_decisions_total", .counter,
            [
                "worker", "kind=transfer|bill|topup|withdrawal",
                "decision=held|rejected|settled|refunded|suspended|released", "reason",
            ],
            "The wallet's decisions about payments; no reason where there is none."),
        MetricDescription(
            "giro_payments_started_total", .counter, ["worker", "kind=transfer|bill|topup|withdrawal"],
            "Payments that the payment worker first heard of."),
        MetricDescription(
            "giro_payment_seconds", .histogram(waits),
            ["worker", "kind=transfer|bill|topup|withdrawal", "state=settled|refunded|suspended|rejected"],
            "From the first event of a payment to its final state."),
        MetricDescription(
            "giro_payment_contradictions_total", .counter, ["worker", "contradiction=body|state"],
            "Events that contradict what was known of a payment."),
    ]

    private static let clients = [
        MetricDescription(
            "giro_kafka_requests_total", .counter, ["worker", "client=consumer|producer"],
            "Requests sent by librdkafka; like all giro_kafka_ only with kafka.statistics.interval.ms."),
        MetricDescription(
            "giro_kafka_responses_total", .counter, ["worker", "client=consumer|producer"], "Responses received."),
        MetricDescription(
            "giro_kafka_sent_bytes_total", .counter, ["worker", "client=consumer|producer"], "Bytes sent."),
        MetricDescription(
            "giro_kafka_received_bytes_total", .counter, ["worker", "client=consumer|producer"], "Bytes received."),
        MetricDescription(
            "giro_kafka_queued_messages", .gauge, ["worker", "client=consumer|producer"],
            "Messages that wait in the producer."),
        MetricDescription(
            "giro_kafka_queued_bytes", .gauge, ["worker", "client=consumer|producer"],
            "Bytes that wait in the producer."
        ),
    ]

    private static let gateway = [
        MetricDescription(
            "giro_gateway_requests_total", .counter, ["operation", "status=1xx|2xx|3xx|4xx|5xx"],
            "Requests answered, by operation (`GET /v1/profile`, or `none`) and class of status."),
        MetricDescription(
            "giro_gateway_request_seconds", .histogram(seconds), ["operation"],
            "From a request's head to its answer, which is then written."),
        MetricDescription(
            "giro_gateway_refusals_total", .counter, ["code"], "Requests answered with a problem, by its code."),
        MetricDescription(
            "giro_gateway_idempotent_requests_total", .counter,
            ["outcome=first|replayed|conflict|in_progress"], "Requests with an Idempotency-Key."),
        MetricDescription("giro_gateway_requests_under_way", .gauge, [], "Requests under way."),
        MetricDescription("giro_gateway_requests_limit", .gauge, [], "The most requests under way at once."),
        MetricDescription("giro_gateway_waits", .gauge, [], "Requests that wait for payments."),
        MetricDescription(
            "giro_gateway_connections_refused_total", .counter, [],
            "Connections closed at once, because their address or all together have enough."),
        MetricDescription(
            "giro_gateway_connections", .gauge,
            [
                "pool=identity|gateway|reader|publishing_identity|publishing_gateway", "state=busy|waiting|most",
            ],
            "Database connections at work, work that waits for one, and the most connections."),
        MetricDescription(
            "giro_gateway_outbox_messages", .gauge, ["outbox=gateway|identity"],
            "Messages of all gateways that were accepted and are not on their topics yet, counted up to 100,000."),
        MetricDescription(
            "giro_gateway_outbox_age_seconds", .gauge, ["outbox=gateway|identity"], "How old the oldest of them is."),
        MetricDescription(
            "giro_gateway_messages_published_total", .counter, ["topic"], "Messages brought to Kafka by this process."),
        MetricDescription(
            "giro_gateway_publish_failures_total", .counter, ["code"], "Publishing tries that failed."),
        MetricDescription(
            "giro_gateway_publish_delay_seconds", .histogram(waits), [],
            "From a message's database transaction until it is on its topic."),
        MetricDescription("giro_gateway_ready", .gauge, [], "What /readyz says of the gateway."),
    ]

    private static let process = [
        MetricDescription("giro_spans_exported_total", .counter, [], "Spans that the collector took."),
        MetricDescription(
            "giro_spans_dropped_total", .counter, ["reason=queue_full|refused|unreachable"], "Spans lost."),
        MetricDescription("giro_log_lines_total", .counter, ["level"], "Log lines written."),
        MetricDescription("giro_metrics_series", .gauge, [], "Series of this process."),
        MetricDescription(
            "giro_metrics_series_refused_total", .counter, [], "Series refused because there were too many."),
        MetricDescription("giro_build_info", .gauge, ["version"], "Which version it is; always 1."),
        MetricDescription("process_cpu_seconds_total", .counter, [], "User and system CPU time."),
        MetricDescription("process_resident_memory_bytes", .gauge, [], "Resident memory."),
        MetricDescription("process_virtual_memory_bytes", .gauge, [], "Virtual memory."),
        MetricDescription("process_open_fds", .gauge, [], "Open file descriptors."),
        MetricDescription("process_max_fds", .gauge, [], "The most file descriptors."),
        MetricDescription("process_threads", .gauge, [], "Threads."),
        MetricDescription("process_start_time_seconds", .gauge, [], "When the process began, since the Unix epoch."),
    ]
}
