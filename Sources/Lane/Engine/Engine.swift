import Kafka
import Logging
import Postgres

/// One worker's process: its lanes, from Kafka through the database and back. Runs on one thread of its own.
///
/// The way of a batch is `gather` (poll, decode), `apply` (begin, claim, handle, append, commit) and the publisher,
/// which works on a batch while the next one is in the database.
final class Engine<W: Worker> {
    typealias BatchWork = Work<W.Message, W.Outcome>

    let worker: W
    let configuration: EngineConfiguration
    let logger: Logger
    let metrics: LaneMetrics
    let control: EngineControl
    let publisher: Publisher
    let consumer: Consumer
    let inbox: CallInbox<W.Outcome>
    let decoder: any RecordDecoder<W.Message>

    var database: Connection?
    var databaseBackoff = Backoff(firstMilliseconds: 50, limitMilliseconds: 5_000)
    var lanes: [TopicPartition: LaneState] = [:]
    var partitions: [Int32: TopicPartition] = [:]
    var desk: CallDesk
    /// Batches to apply, in order. More than one only while a poisoned batch is being halved.
    var agenda: [BatchWork] = []
    /// Records to decode and apply one portion after the other, while it is not known what is safe.
    var portions: [Portion] = []
    var suspects = Suspects()
    /// Until when everything that is taken in hand is noted; `monotonicMilliseconds`. `nil`: nothing but suspects is.
    var watchUntil: Int64?
    /// A suspect call that is under way beside other work.
    var lineCall: CallIdentity?
    var soloCall: SoloCall?
    /// When the calls that are put aside are looked at again.
    var asideAt: Int64 = 0
    /// Notes were written, and some of them may stand.
    var hasNotes = false
    /// This engine has a suspect in hand.
    var isAlone = false
    /// When the group was last answered while records wait.
    var servedAt: Int64 = 0
    /// Which run of the process this is.
    let runID = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    var assignment: PendingAssignment?
    /// What the group has given this consumer. Lanes that it gave and this process lost are taken again after a while.
    var assigned: [TopicPartition] = []
    var missingSince: Int64?
    /// The consumer's end; the process must be started anew.
    var fatal: KafkaError?
    var isPaused = false
    /// The last poll brought more than one message: others are on their way, and worth waiting for. One that comes
    /// alone goes on at once.
    var isBusy = false
    /// The last turn polled, and took all that had been fetched.
    var isReading = false
    var lag = LagMeter()
    var measureAt: Int64 = 0
    var trimAt: Int64 = 0
    var orders = Orders()
    var obeyAt: Int64 = 0
    var reportAt: Int64 = 0
    /// By the database's clock; `nil` until this process has reported itself.
    var startedAt: Timestamptz?
    var lastFault: (code: String, at: Int64)?
    /// An operator wanted this process to finish and end, and all is finished.
    var isDrained = false
    var clusterID: String?

    init(worker: W, configuration: EngineConfiguration, logger: Logger, control: EngineControl) throws(KafkaError) {
        self.worker = worker
        self.configuration = configuration
        self.logger = logger
        self.control = control
        metrics = LaneMetrics(worker: worker.name, configuration: configuration)
        publisher = Publisher(backlogRows: configuration.backlogRows, publishRows: configuration.publishRows)
        consumer = try Consumer(
            configuration.kafka.measured(worker: worker.name, client: "consumer"), group: "giro.\(worker.name)")
        inbox = CallInbox(waker: consumer.waker)
        decoder = worker.makeDecoder()
        desk = CallDesk(
            capacity: configuration.callsInMemory, concurrent: configuration.concurrentCalls, share: worker.share(of:))
    }

    func run() throws(KafkaError) {
        control.started(waker: consumer.waker, publisher: publisher)
        startPublishing()
        try consumer.subscribe(to: worker.inputs)
        while !control.isStopping, !isDrained, fatal == nil {
            control.beat()
            isReading = false
            answerRebalance()
            if publisher.takeLostGroup() { loseAllLanes() }
            takeTurn()
            leaveSolitude()
            tend()
        }
        shutDown()
        if let fatal { throw fatal }
    }

    private func takeTurn() {
        if !publisher.hasRoom {
            standStill(milliseconds: 5)
        } else if soloCall?.isPerformed == true {
            awaitCalls()
        } else if let first = agenda.first {
            if !isReady(first) {
                awaitCalls()
            } else if monotonicMilliseconds() < first.notBefore {
                standStill(milliseconds: min(first.notBefore - monotonicMilliseconds(), 50))
            } else {
                apply(agenda.removeFirst())
            }
        } else if !portions.isEmpty {
            openPortion()
        } else if soloCall != nil, !orders.isResting {
            performSoloCall()
        } else if orders.isResting {
            rest()
        } else {
            endWatch()
            moveOn()
            gather()
        }
    }

    private func startPublishing() {
        let loop = PublishLoop(
            publisher: publisher, consumer: PublishedPositions(consumer: consumer), configuration: configuration,
            worker: worker.name, logger: logger, metrics: metrics)
        let handover = Handover(loop)
        let control = control
        startThread("publisher") {
            handover.value.run()
            control.publisherEnded()
        }
    }

    /// Group membership goes on while nothing may be applied: paused partitions, and polls that only serve rebalances.
    func standStill(milliseconds: Int64) {
        if !isPaused, !lanes.isEmpty {
            isPaused = (try? consumer.pause(Array(lanes.keys))) != nil
        }
        let records = consumer.poll(maximum: 1, timeoutMilliseconds: Int32(max(milliseconds, 1)))
        // What was already on its way when the pause came.
        if !records.isEmpty { take(records) }
    }

    private func moveOn() {
        guard isPaused else { return }
        isPaused = (try? consumer.resume(lanes.values.filter(canFetch).map(\.partition))) == nil
    }

    /// Finishes what is under way, as far as the time for a stop allows, and leaves the group.
    private func shutDown() {
        agenda = []
        portions = []
        Solitude.ofProcess.leave(runID)
        let isDrained = publisher.drain(milliseconds: configuration.stopMilliseconds / 2)
        if !isDrained {
            logger.warning(
                "stopped with messages unpublished; the outbox keeps them", metadata: ["rows": "\(publisher.backlog)"])
        }
        recordRelease()
        reportEnd()
        publisher.discard()
        publisher.stop()
        control.awaitPublisher(milliseconds: configuration.stopMilliseconds / 2)
        closeConsumer()
        database?.close()
    }

    /// With the cluster gone for good librdkafka waits for ever for the answer to a commit, and the end of a consumer
    /// waits for that commit. The process is about to end, so such a consumer is left alone.
    private func closeConsumer() {
        let handover = Handover(consumer)
        let control = control
        startThread("closing") {
            handover.value.close()
            control.consumerClosed()
        }
        if !control.awaitConsumer(milliseconds: configuration.stopMilliseconds / 2) {
            logger.warning("the consumer could not leave its group in time; the group notices")
        }
    }
}

/// Hands a value that one thread made to the one thread that will use it.
struct Handover<Value>: @unchecked Sendable {  // the giver lets go of it
    let value: Value

    init(_ value: Value) { self.value = value }
}
