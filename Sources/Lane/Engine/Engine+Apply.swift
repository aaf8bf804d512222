import Kafka
import Logging
import Postgres

/// Begin, claim, handle, append, commit: one database transaction for a batch.
extension Engine {
    /// Applies a batch, or puts it back on the agenda for later or in halves.
    func apply(_ work: BatchWork) {
        do {
            if isCareful { try takeInHand(inHand(of: work), .handle) }
            guard let outcome = try commit(work, givingUp: nil) else { return }
            settle(work, outcome)
        } catch {
            retry(work, after: error)
        }
    }

    /// - Parameter givingUp: a reason to dead-letter the batch's only message instead of handling it.
    /// - Returns: `nil` when some of the lanes were found to be another's; what is left is on the agenda.
    private func commit(_ work: BatchWork, givingUp: Refusal?) throws -> BatchOutcome<W>? {
        let owned = lanesByID(of: work)
        guard !owned.isEmpty else { return nil }
        let begunAt = monotonicNanoseconds()
        let transaction = try openDatabase().begin()
        do {
            let cursors = try transaction.send(LockLanes(lanes: owned.keys.sorted()))
            CrashPoint.pass(.claimed)
            let plan = plan(work, givingUp: givingUp)
            let batch = Batch(items: plan.items, now: currentMicroseconds())
            if DeadlyPayload.isArmed { meetDeadly(work) }
            if !plan.items.isEmpty { try worker.handle(batch, in: transaction) }
            let handledAt = monotonicNanoseconds()
            control.beat()
            CrashPoint.pass(.handled)

            let lost = lostLanes(owned, cursors: try cursors.rows())
            if !lost.isEmpty {
                transaction.rollback()
                try giveUp(lost, keeping: work)
                return nil
            }
            var outcome = BatchOutcome(work: work, plan: plan, batch: batch, lanes: owned, engine: self)
            (outcome.begunAt, outcome.handledAt) = (begunAt, handledAt)
            try outcome.write(in: transaction)
            if let done = putDown(outcome) { _ = try transaction.send(done) }
            CrashPoint.pass(.appended)
            try transaction.commit()
            CrashPoint.pass(.committed)
            return outcome
        } catch {
            transaction.rollback()
            throw error
        }
    }

    /// The batch is in the database: move on in memory and hand what follows to the publisher.
    private func settle(_ work: BatchWork, _ outcome: BatchOutcome<W>) {
        databaseBackoff.reset()
        for lane in outcome.advanced { lanes[lane.partition] = lane }
        for identity in outcome.removed { desk.remove(identity) }
        for (lane, call) in outcome.scheduled { desk.schedule(call, lane: lane) }
        passSuspects(outcome)
        publisher.enqueue(outcome.job)
        measure(work, outcome)
        control.note { progress in
            progress.appliedItems += work.entries.count
            progress.committedBatches += 1
            progress.deadLetters += outcome.givenUp.count
            progress.lastError = ""
            progress.isDatabaseUp = true
        }
    }

    /// A passing fault is waited for; a batch that fails by itself is halved until the culprit is alone.
    private func retry(_ work: BatchWork, after error: any Error) {
        var work = work
        let fault = FaultClass.of(error)
        metrics.retries["\(fault)", ErrorCode.of(error)].increment()
        control.note { $0.retriedBatches += 1 }
        note(error, "a batch was rolled back")
        if fault == .transient {
            layDown(work)
            work.notBefore = monotonicMilliseconds() + databaseBackoff.next()
            agenda.insert(work, at: 0)
            return
        }
        work.attempts += 1
        if work.entries.count > 1 {
            agenda.insert(contentsOf: work.halved(), at: 0)
        } else if work.attempts < configuration.poisonAttempts {
            work.notBefore = monotonicMilliseconds() + 50 << Int64(work.attempts)
            agenda.insert(work, at: 0)
        } else {
            isolate(work, error)
        }
    }

    /// The culprit is alone and has had its tries: a message becomes a dead letter, a call is put off.
    private func isolate(_ work: BatchWork, _ error: any Error) {
        if case .call(let identity, _)? = work.entries.first?.content {
            var metadata = LogReference.of(key: identity.key, nil)
            metadata["kind"] = "\(identity.kind)"
            metadata["code"] = "\(ErrorCode.of(error))"
            logger.error("a call cannot be handled; it is put off", metadata: metadata)
            desk.postpone(identity, until: currentMicroseconds() + 60_000_000)
            acquit(identity)
            return
        }
        do {
            let refusal = Refusal(code: "handler_failed", detail: ErrorCode.of(error))
            guard let outcome = try commit(work, givingUp: refusal) else { return }
            settle(work, outcome)
        } catch {
            note(error, "a dead letter could not be written yet")
            var work = work
            work.notBefore = monotonicMilliseconds() + databaseBackoff.next()
            agenda.insert(work, at: 0)
        }
    }

    private func lanesByID(of work: BatchWork) -> [Int32: LaneState] {
        var owned: [Int32: LaneState] = [:]
        for partition in work.partitions {
            if let lane = lanes[partition] { owned[lane.id] = lane }
        }
        return owned
    }

    /// What goes to the handler, and which entry each item came from.
    private func plan(_ work: BatchWork, givingUp: Refusal?) -> BatchPlan<W> {
        var plan = BatchPlan<W>(attempts: work.attempts)
        plan.reserve(work.entries.count)
        var run = LaneRun()
        for index in work.entries.indices {
            let entry = work.entries[index]
            // What was applied already by a commit whose answer got lost, or a lane given back meanwhile.
            guard let lane = run.lane(of: entry.partition, in: lanes) else { continue }
            switch entry.content {
            case .record(let recordIndex, let decoded):
                guard work.records[recordIndex].offset >= lane.nextOffset else { continue }
                switch decoded {
                case .success(let item) where givingUp == nil:
                    plan.take(trace(item, from: index, &plan), from: index)
                case .success:
                    plan.refuse(index, givingUp!)
                case .failure(let refusal):
                    plan.refuse(index, refusal)
                }
            case .call(let identity, let item):
                plan.take(trace(item, from: index, &plan), from: index)
                plan.calls.append(identity)
            }
        }
        return plan
    }
}
