import CloudEvents
import Kafka
import Postgres

/// Everything a handled batch writes beside the handler's own rows: the outbox, the calls, the cursors.
struct BatchOutcome<W: Worker> {
    /// The lanes as they stand once this is committed.
    private(set) var advanced: [LaneState] = []
    private(set) var rows: [OutboxRow] = []
    private(set) var scheduled: [(lane: Int32, call: Call)] = []
    private(set) var removed: [CallIdentity] = []
    /// For each message given up: the entry of the work that it is, and why.
    private(set) var givenUp: [(entry: Int, reason: String)] = []
    /// Timers and calls that the batch handled.
    let handled: [CallIdentity]
    let whenCommitted: [() -> Void]
    let traces: [ItemTrace]
    /// `monotonicNanoseconds` when the transaction began, and when the handler had returned.
    var begunAt: Int64 = 0
    var handledAt: Int64 = 0
    private var advance = AdvanceLanes()

    init(
        work: Work<W.Message, W.Outcome>, plan: BatchPlan<W>, batch: Batch<W.Message, W.Outcome>,
        lanes: [Int32: LaneState], engine: Engine<W>
    ) {
        var lanes = lanes
        var lettersOfLane: [Int32: Int64] = [:]
        handled = plan.calls
        whenCommitted = batch.whenCommitted
        traces = plan.traces
        move(&lanes, behind: work)
        rows.reserveCapacity(batch.events.count)

        for emitted in batch.events {
            let item = batch.items[emitted.item]
            lanes[item.lane]!.lastSeq += 1
            rows.append(Self.row(emitted.event, item.lane, lanes[item.lane]!.lastSeq, item.traceparent, batch.now))
        }
        let refused = plan.refused + batch.deadLetters.map { (plan.entryOfItem[$0.item], $0.refusal) }
        for (entry, refusal) in refused {
            guard case .record(let index, _) = work.entries[entry].content,
                let lane = engine.lanes[work.entries[entry].partition]
            else { continue }
            lanes[lane.id]!.lastSeq += 1
            lettersOfLane[lane.id, default: 0] += 1
            let record = work.records[index]
            givenUp.append((entry, refusal.code))
            if work.isBare {
                let letter = BareDeadLetter(record: record, refusal: refusal, worker: engine.worker.name)
                rows.append(letter.row(lane: lane.id, seq: lanes[lane.id]!.lastSeq, at: batch.now))
                continue
            }
            let letter = DeadLetter(
                record: record, refusal: refusal, attempts: max(plan.attempts, 1), worker: engine.worker.name,
                isPersonal: engine.worker.personalInputs.contains(record.topic))
            rows.append(letter.row(lane: lane.id, seq: lanes[lane.id]!.lastSeq, at: batch.now))
        }
        collectCalls(plan, batch)
        collectCursors(lanes, lettersOfLane: lettersOfLane, publisher: engine.publisher)
    }

    /// Queues the writes; the commit that follows sends them.
    func write(in transaction: Transaction) throws(PostgresError) {
        if !rows.isEmpty { _ = try transaction.send(AppendOutbox(rows: rows)) }
        if !removed.isEmpty { _ = try transaction.send(RemoveCalls(identities: removed)) }
        if !scheduled.isEmpty {
            _ = try transaction.send(ScheduleCalls(lanes: scheduled.map(\.lane), calls: scheduled.map(\.call)))
        }
        _ = try transaction.send(advance)
    }

    /// What the publisher gets.
    var job: PublishJob {
        let positions = advanced.map { lane in
            LanePosition(
                lane: lane.id, partition: lane.partition, era: lane.era, nextOffset: lane.nextOffset,
                lastSeq: lane.lastSeq)
        }
        return PublishJob(rows: rows, positions: positions)
    }

    private func move(_ lanes: inout [Int32: LaneState], behind work: Work<W.Message, W.Outcome>) {
        let owned = Dictionary(lanes.values.map { ($0.partition, $0) }, uniquingKeysWith: { first, _ in first })
        var run = LaneRun()
        for index in work.entries.indices {
            guard case .record(let record, _) = work.entries[index].content,
                let id = run.lane(of: work.entries[index].partition, in: owned)?.id
            else { continue }
            lanes[id]!.nextOffset = max(lanes[id]!.nextOffset, work.records[record].offset + 1)
        }
    }

    private static func row(
        _ event: CloudEvent, _ lane: Int32, _ seq: Int64, _ traceparent: String?, _ at: Int64
    ) -> OutboxRow {
        OutboxRow(
            lane: lane, seq: seq, topic: event.topic, key: event.key, type: event.type, subject: event.subject,
            value: event.value, headers: nil, traceparent: traceparent, at: at)
    }

    private mutating func collectCalls(_ plan: BatchPlan<W>, _ batch: Batch<W.Message, W.Outcome>) {
        var latest: [CallIdentity: Call] = [:]
        for scheduled in batch.scheduled {
            let item = batch.items[scheduled.item]
            var call = scheduled.call
            call.traceparent = call.traceparent ?? item.traceparent
            latest[CallIdentity(lane: item.lane, kind: call.kind, key: call.key)] = call
        }
        scheduled = latest.map { ($0.key.lane, $0.value) }
        let unscheduled = batch.unscheduled.map {
            CallIdentity(lane: batch.items[$0.item].lane, kind: $0.kind, key: $0.key)
        }
        removed = Set(plan.calls + unscheduled).filter { latest[$0] == nil }
    }

    private mutating func collectCursors(
        _ lanes: [Int32: LaneState], lettersOfLane: [Int32: Int64], publisher: Publisher
    ) {
        advanced = lanes.values.sorted { $0.id < $1.id }
        for lane in advanced {
            advance.lanes.append(lane.id)
            advance.nextOffsets.append(lane.nextOffset)
            advance.lastSeqs.append(lane.lastSeq)
            advance.publishedSeqs.append(publisher.publishedSeq(lane: lane.id))
            advance.deadLetters.append(lettersOfLane[lane.id] ?? 0)
        }
    }
}
