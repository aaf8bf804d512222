/// What the engine tells about itself.
extension Engine {
    /// A batch that is in the database.
    func measure(_ work: BatchWork, _ outcome: BatchOutcome<W>) {
        let now = monotonicNanoseconds()
        metrics.apply.recordNanoseconds(now - outcome.begunAt)
        metrics.handle.recordNanoseconds(outcome.handledAt - outcome.begunAt)
        metrics.commit.recordNanoseconds(now - outcome.handledAt)
        let tally = BatchTally(work)
        for (partition, lane) in tally.lanes {
            if let newest = lane.newest { lag.applied(partition, timestamp: newest) }
        }
        metrics.committed(tally, items: work.entries.count, at: currentMicroseconds())
        for (entry, reason) in outcome.givenUp {
            metrics.deadLetters[work.entries[entry].partition.topic, reason].increment()
        }
        for body in outcome.whenCommitted { body() }
        recordSpans(work, outcome, endedAt: now)
        tell(outcome.givenUp, of: work)
    }

    /// What changes by itself, every second.
    func measure() {
        let monotonic = monotonicMilliseconds()
        guard monotonic >= measureAt else { return }
        measureAt = monotonic + 1_000
        metrics.backlogRows.record(publisher.backlog)
        metrics.scheduledCalls.record(desk.count)
        metrics.callsInFlight.record(desk.performing)
        metrics.suspects.record(suspects.count)
        metrics.callsAside.record(suspects.aside.count)
        metrics.databaseUp.record(control.progress.isDatabaseUp ? 1 : 0)
        measureLag(monotonic)
    }

    private func measureLag(_ monotonic: Int64) {
        let now = currentMicroseconds()
        var byTopic: [String: LagMeter.Lag] = [:]
        for lane in lanes.values {
            let behind = lag.measure(
                lane.partition, nextOffset: lane.nextOffset, end: consumer.cachedEnd(of: lane.partition),
                isReading: isReading && canFetch(lane), now: now, monotonic: monotonic)
            let sum = byTopic[lane.partition.topic] ?? LagMeter.Lag()
            byTopic[lane.partition.topic] = LagMeter.Lag(
                messages: sum.messages + behind.messages, seconds: max(sum.seconds, behind.seconds))
        }
        lag.forget(except: lanes.keys)
        for topic in worker.inputs {
            metrics.lagMessages[topic].record(byTopic[topic]?.messages ?? 0)
            metrics.lagSeconds[topic].record(byTopic[topic]?.seconds ?? 0)
        }
    }
}
