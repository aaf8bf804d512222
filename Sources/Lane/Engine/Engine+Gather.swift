import Kafka
import Logging

/// Poll and decode: from what arrived to a batch of items.
extension Engine {
    /// Waits for messages, due calls and finished ones, and puts what came on the agenda.
    func gather() {
        let records = consumer.poll(
            maximum: configuration.batchItems, timeoutMilliseconds: patience(),
            gatherMilliseconds: isBusy ? configuration.gatherMilliseconds : 0)
        isBusy = records.count > 1
        isReading = records.count < configuration.batchItems
        CrashPoint.pass(.polled)
        if isCareful { return gatherCarefully(records) }
        let polledAt = monotonicNanoseconds()
        var work = decode(records, 0..<records.count)
        if !work.isEmpty { metrics.decode.recordNanoseconds(monotonicNanoseconds() - polledAt) }
        // What has ended makes room for what is in line.
        let finished = finishedCalls()
        let calls = finished + dueCalls()
        if !calls.isEmpty {
            if work.isEmpty { work = [BatchWork(records: RecordBatch(), entries: [])] }
            work[0].entries.append(contentsOf: calls)
        }
        agenda.append(contentsOf: work)
        if !work.isEmpty { CrashPoint.pass(.decoded) }
    }

    /// How long a poll may wait: until the next call is due at the latest.
    private func patience() -> Int32 {
        guard let due = desk.nextDue() else { return configuration.pollMilliseconds }
        if desk.performing >= configuration.concurrentCalls { return configuration.pollMilliseconds }
        let wait = max(0, (due - currentMicroseconds()) / 1_000)
        return Int32(min(wait, Int64(configuration.pollMilliseconds)))
    }

    /// What came while nothing was asked for.
    func take(_ records: RecordBatch) {
        if isCareful {
            divide(records)
        } else {
            agenda.append(contentsOf: decode(records, 0..<records.count))
        }
    }

    /// The records of lanes this process owns, from their cursors on. None or one batch.
    func decode(_ records: RecordBatch, _ indices: some Collection<Int>) -> [BatchWork] {
        guard !indices.isEmpty else { return [] }
        var work = BatchWork(records: records, entries: [])
        work.entries.reserveCapacity(indices.count)
        var run = LaneRun()
        for index in indices {
            let view = records[index]
            let partition = TopicPartition(topic: view.topic, partition: view.partition)
            if let error = view.error {
                serve(error, partition)
                run = LaneRun()
                continue
            }
            guard let lane = run.lane(of: partition, in: lanes), lane.halted == nil, view.offset >= lane.nextOffset
            else { continue }
            work.entries.append(
                BatchWork.Entry(partition: partition, content: .record(index: index, item: decode(view, lane: lane.id)))
            )
        }
        return work.entries.isEmpty ? [] : [work]
    }

    private func decode(_ view: RecordView, lane: Int32) -> Result<Item<W.Message, W.Outcome>, Refusal> {
        let record = Record(view: view)
        if DeadlyPayload.isArmed { DeadlyPayload.meet(worker.name, .decode, view.value) }
        do throws(Refusal) {
            let message = try decoder.decode(record)
            let origin = try Origin(record)
            return .success(
                Item(
                    lane: lane, cause: .message(message, origin),
                    traceparent: TraceContext.valid(view.header("traceparent"))))
        } catch {
            return .failure(error)
        }
    }

    /// Errors that librdkafka delivers between messages.
    func serve(_ error: KafkaError, _ partition: TopicPartition) {
        if error.code == "_auto_offset_reset" || error.code == "offset_out_of_range", var lane = lanes[partition] {
            do {
                try halt(&lane, reason: "cursor_out_of_log: next offset \(lane.nextOffset) is not in the log")
            } catch { note(error, "a halted lane could not be recorded") }
            lanes[partition] = lane
            noteLanes()
            return
        }
        note(error, "the consumer reports an error")
        if error.severity == .fatal { fatal = error }
    }

    /// Inside calls whose time has come; outside ones are started.
    private func dueCalls() -> [BatchWork.Entry] {
        var entries: [BatchWork.Entry] = []
        let now = currentMicroseconds()
        for (identity, ticket, call) in desk.take(now: now, limit: configuration.batchItems) {
            if isHeld(identity, call) {
                desk.hold(identity, until: now + 1_000_000)
                continue
            }
            if suspects.aside.contains(identity) {
                desk.hold(identity, until: now + 60_000_000)
                continue
            }
            switch call.place {
            case .inside:
                entries.append(entry(for: identity, .due(call), call.traceparent))
            case .outside:
                perform(call, identity, ticket: ticket)
            }
        }
        return entries.filter { lanes[$0.partition] != nil }
    }

    func perform(_ call: Call, _ identity: CallIdentity, ticket: Int) {
        let worker = worker
        let inbox = inbox
        let metrics = metrics
        let spans = configuration.spans
        let logger = logger
        Task {
            let trace = CallTrace(spans, worker: worker.name, call: call)
            var traced = call
            traced.traceparent = trace?.context.header ?? call.traceparent
            let startedAt = monotonicNanoseconds()
            if DeadlyPayload.isArmed { DeadlyPayload.meet(worker.name, .call, call) }
            let outcome = await worker.perform(traced)
            let (ending, took) = (worker.ending(of: outcome), monotonicNanoseconds() - startedAt)
            metrics.called(call.kind, ending, nanoseconds: took)
            trace?.end(call, ending, nanoseconds: took)
            ending.tell(of: call, took: took, logger)
            CrashPoint.pass(.called)
            // What is scheduled again is below the same span as before; what follows from the outcome is below the
            // call's.
            inbox.put(
                CallInbox.Arrival(
                    identity: identity, ticket: ticket, call: call, outcome: outcome, traceparent: traced.traceparent))
        }
    }

    func finishedCalls() -> [BatchWork.Entry] {
        inbox.takeAll().compactMap { arrival in
            cameBack(arrival.identity)
            guard desk.cameBack(arrival.identity, ticket: arrival.ticket) else { return nil }
            return entry(for: arrival.identity, .done(arrival.call, arrival.outcome), arrival.traceparent)
        }
    }

    func entry(
        for identity: CallIdentity, _ cause: Cause<W.Message, W.Outcome>, _ traceparent: String?
    ) -> BatchWork.Entry {
        let partition = partitions[identity.lane] ?? TopicPartition(topic: "", partition: -1)
        let item = Item(lane: identity.lane, cause: cause, traceparent: traceparent)
        return BatchWork.Entry(partition: partition, content: .call(identity, item: item))
    }
}
