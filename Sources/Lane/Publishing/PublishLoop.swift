import CloudEvents
import Kafka
import Logging

/// The publisher's thread: takes jobs, publishes each until it is published or given up.
///
/// Any failure ends the producer: a request that timed out may or may not have happened (KIP-890 is not there yet), so
/// the way on is always a new producer, the positions read again, and what they do not cover published once more.
final class PublishLoop {
    private let publisher: Publisher
    private let consumer: PublishedPositions
    let configuration: EngineConfiguration
    let worker: String
    private let logger: Logger
    private let metrics: LaneMetrics
    private var producer: Producer?
    /// Without transactions: positions whose messages are published and whose commit the group refused, as it does
    /// while it rebalances. By lane, with the round they belong to.
    private var owed: [Int32: (position: LanePosition, round: Int)] = [:]
    private var lastTime: (microseconds: Int64, text: String) = (0, EventTime.text(microseconds: 0))

    init(
        publisher: Publisher, consumer: PublishedPositions, configuration: EngineConfiguration, worker: String,
        logger: Logger, metrics: LaneMetrics
    ) {
        self.publisher = publisher
        self.consumer = consumer
        self.configuration = configuration
        self.worker = worker
        self.logger = logger
        self.metrics = metrics
    }

    func run() {
        closeFormerTransaction()
        while true {
            switch publisher.next(waiting: owed.isEmpty ? nil : 200) {
            case .publish(let job, let round): publish(job, round: round)
            case .idle(let round): payOwed(round: round)
            case .end: return
            }
        }
    }

    /// What a former self of this instance left open holds back every reader until it is ended; a new producer with the
    /// same transactional id ends it at once.
    private func closeFormerTransaction() {
        guard configuration.mode == .transactional else { return }
        do { _ = try openProducer() } catch {
            logger.notice("the producer is not ready yet", metadata: ["code": "\(error.code)"])
        }
    }

    private func publish(_ job: PublishJob, round: Int) {
        var remaining = job
        var backoff = Backoff(firstMilliseconds: 20, limitMilliseconds: 2_000)
        var isRetry = false
        while publisher.isCurrent(round) {
            do {
                if isRetry { remaining = try unpublished(remaining) }
                let started = monotonicNanoseconds()
                try send(remaining, round: round)
                publisher.delivered(job, round: round)
                let ended = monotonicNanoseconds()
                metrics.publish.recordNanoseconds(ended - started)
                metrics.publishDelay.recordNanoseconds(ended - job.committedAt)
                metrics.published(remaining.rows)
                recordSpans(remaining.rows, startedAt: started, endedAt: ended)
                CrashPoint.pass(.published)
                break
            } catch {
                producer = nil
                isRetry = true
                metrics.publishFailures[error.code].increment()
                logger.warning("\(error)", metadata: ["code": "\(error.code)", "reason": "\(error.reason)"])
                publisher.note(error: error.code)
                if Self.saysAnotherOwns.contains(error.code) {
                    publisher.loseGroup(round: round)
                    break
                }
                publisher.pause(milliseconds: backoff.next(), round: round)
            }
        }
        publisher.finish(job, round: round)
    }

    /// The group's coordinator no longer knows this member or its generation.
    private static let saysAnotherOwns: Set<String> = [
        "illegal_generation", "unknown_member_id", "fenced_instance_id", "_assignment_lost",
    ]

    /// What the committed positions do not cover yet.
    private func unpublished(_ job: PublishJob) throws(KafkaError) -> PublishJob {
        let marks = try consumer.marks(of: job.positions)
        return PublishJob(
            rows: job.rows.filter { $0.seq > marks[$0.lane] ?? 0 }, positions: job.positions,
            committedAt: job.committedAt)
    }

    private func send(_ job: PublishJob, round: Int) throws(KafkaError) {
        let producer = try openProducer()
        switch configuration.mode {
        case .transactional:
            try producer.beginTransaction()
            try produce(job.rows, with: producer)
            CrashPoint.pass(.produced)
            let group = try consumer.groupMetadata()
            try producer.sendOffsets(
                job.positions.map(\.committed), group: group, timeoutMilliseconds: Self.requestTimeout)
            try producer.commitTransaction(timeoutMilliseconds: Self.requestTimeout)
        case .idempotent:
            try produce(job.rows, with: producer)
            try producer.flush(timeoutMilliseconds: Self.flushTimeout)
            CrashPoint.pass(.produced)
            publisher.delivered(job, round: round)
            for position in job.positions { owed[position.lane] = (position, round) }
            payOwed(round: round)
        }
    }

    /// Commits the positions of what is published. The database knows them too, so a refusal delays, and loses nothing.
    private func payOwed(round: Int) {
        owed = owed.filter { $0.value.round == round }
        if owed.isEmpty { return }
        do {
            try consumer.commit(owed.values.map(\.position.committed))
            owed = [:]
        } catch {
            logger.info("positions could not be committed yet", metadata: ["code": "\(error.code)"])
            if Self.saysAnotherOwns.contains(error.code) { owed = [:] }
        }
    }

    private static let requestTimeout: Int32 = 10_000
    private static let flushTimeout: Int32 = 30_000

    private func openProducer() throws(KafkaError) -> Producer {
        if let producer { return producer }
        let kafka = configuration.kafka.measured(worker: worker, client: "producer")
        let opened: Producer
        switch configuration.mode {
        case .transactional:
            opened = try Producer(kafka, mode: .transactional(id: "giro.\(worker).\(configuration.instance)"))
            try opened.initializeTransactions(timeoutMilliseconds: Self.flushTimeout)
        case .idempotent:
            opened = try Producer(kafka, mode: .idempotent)
        }
        producer = opened
        return opened
    }

    private func produce(_ rows: [OutboxRow], with producer: Producer) throws(KafkaError) {
        for row in rows {
            try producer.send(topic: row.topic, key: row.key, value: row.value, headers: eventHeaders(of: row))
        }
        producer.poll()
    }

    private func eventHeaders(of row: OutboxRow) -> Headers {
        let headers = Headers(expected: 9)
        headers.add(CloudEventHeader.specVersion, CloudEventHeader.specVersionValue)
        headers.add(CloudEventHeader.id, "\(row.lane)-\(row.seq)")
        headers.add(CloudEventHeader.source, "/giro/\(worker)")
        headers.add(CloudEventHeader.type, row.type)
        headers.add(CloudEventHeader.time, timeText(row.at))
        if !row.subject.isEmpty { headers.add(CloudEventHeader.subject, row.subject) }
        headers.add(CloudEventHeader.contentType, CloudEventHeader.contentTypeValue)
        if let traceparent = row.traceparent { headers.add(CloudEventHeader.traceparent, traceparent) }
        for header in row.headers.map(HeaderBlock.decode) ?? [] { headers.add(header.name, header.value) }
        return headers
    }

    /// A batch's rows have one time.
    private func timeText(_ microseconds: Int64) -> String {
        if lastTime.microseconds != microseconds {
            lastTime = (microseconds, EventTime.text(microseconds: microseconds))
        }
        return lastTime.text
    }
}
