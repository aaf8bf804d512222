import Kafka
import Logging
import Postgres

/// The notes of what is in hand.
extension Engine {
    func takeInHand(_ rows: [InHand], _ stage: InHand.Stage) throws(PostgresError) {
        if rows.isEmpty { return }
        hasNotes = true
        _ = try openDatabase().query(TakeInHand(rows: rows, stage: stage, instance: configuration.instance))
    }

    /// Of each lane the run of offsets; of a suspect its own.
    func inHand(_ records: RecordBatch, _ indices: some Sequence<Int>) -> [InHand] {
        var offsets: [TopicPartition: ClosedRange<Int64>] = [:]
        for index in indices {
            let view = records[index]
            let partition = TopicPartition(topic: view.topic, partition: view.partition)
            let known = offsets[partition] ?? view.offset...view.offset
            offsets[partition] = min(known.lowerBound, view.offset)...max(known.upperBound, view.offset)
        }
        return offsets.compactMap { partition, offsets in
            guard let lane = lanes[partition], offsets.upperBound >= lane.nextOffset else { return nil }
            let isOne = offsets.lowerBound == offsets.upperBound
            let ends = isOne ? suspects.ends(lane: lane.id, offset: offsets.lowerBound) : 0
            return InHand(lane: lane, offsets: offsets, ends: ends)
        }
    }

    func inHand(of work: BatchWork) -> [InHand] {
        var indices: [Int] = []
        var rows: [InHand] = []
        for entry in work.entries {
            switch entry.content {
            case .record(let index, _): indices.append(index)
            case .call(let identity, _):
                if let lane = lanes[entry.partition] {
                    rows.append(InHand(lane: lane, call: identity, ends: suspects.ends(identity)))
                }
            }
        }
        return inHand(work.records, indices) + rows
    }

    /// What the batch's commit forgets; `nil` when nothing can have been noted of it.
    func putDown(_ outcome: BatchOutcome<W>) -> PutDown? {
        let isOfAside = !suspects.aside.isEmpty && outcome.removed.contains { suspects.aside.contains($0) }
        guard isCareful || hasNotes || isOfAside else { return nil }
        return PutDown(
            lanes: outcome.advanced.map(\.id), nextOffsets: outcome.advanced.map(\.nextOffset),
            calls: outcome.handled + outcome.removed)
    }

    /// The batch is committed: what was in hand ended nothing.
    func passSuspects(_ outcome: BatchOutcome<W>) {
        guard isCareful || !suspects.aside.isEmpty else { return }
        for lane in outcome.advanced { suspects.pass(lane: lane.id, nextOffset: lane.nextOffset) }
        for identity in outcome.handled + outcome.removed { suspects.acquit(identity) }
    }

    /// While a batch waits for a passing fault to pass, it is in no hand. A failure here changes little: it is the
    /// database's fault then, and it will be noted again.
    func layDown(_ work: BatchWork) {
        guard isCareful, let database, database.isUsable else { return }
        _ = try? database.query(LayDown(rows: inHand(of: work)))
    }

    /// A timer or a call failed, and the process lives.
    func acquit(_ identity: CallIdentity) {
        guard isCareful else { return }
        suspects.acquit(identity)
        do { _ = try openDatabase().query(PutDown(calls: [identity])) } catch {
            note(error, "what was in hand could not be put down")
        }
    }

    /// What the lanes' former owners had in hand when they ended.
    func readSuspects(of rows: [TakeLanes.Row]) throws(PostgresError) {
        suspects.removeAll(lanes: Set(rows.map(\.lane)))
        suspects.add(try openDatabase().query(ReadInHand(lanes: rows.map(\.lane))))
        let ended = rows.filter { $0.ends > 0 }
        guard !ended.isEmpty else { return }
        watchUntil = monotonicMilliseconds() + configuration.watchMilliseconds
        let lanes = ended.prefix(Self.lanesOfLine).map { "\($0.topic)/\($0.partition)" }
        logger.notice(
            "owners ended without a word; what is taken in hand is noted for a while",
            metadata: [
                "lanes": "\(lanes.joined(separator: ", "))", "of": "\(ended.count)",
                "ends": "\(ended.map(\.ends).max() ?? 0)", "suspects": "\(suspects.count)",
                "aside": "\(suspects.aside.count)",
            ])
    }

    private static var lanesOfLine: Int { 10 }

    /// Back to full speed, once everything that a former owner can have ended with has been in hand, and again when the
    /// last suspect is through.
    func endWatch() {
        guard watchUntil.map({ monotonicMilliseconds() >= $0 }) ?? (hasNotes && !suspects.isAny) else { return }
        let own = lanes.values.sorted { $0.id < $1.id }
        do {
            _ = try openDatabase().query(SettleLanes(lanes: own.map(\.id), epochs: own.map(\.epoch)))
            watchUntil = nil
            hasNotes = suspects.isAny
            logger.notice("the lanes are safe; full speed again", metadata: ["suspects": "\(suspects.count)"])
        } catch {
            watchUntil = monotonicMilliseconds() + 1_000
            note(error, "that lanes are safe could not be noted yet")
        }
    }

    /// The lanes are another's.
    func forgetSuspects() {
        suspects = Suspects()
        portions = []
        watchUntil = nil
        hasNotes = false
        lineCall = nil
        soloCall = nil
    }

    /// For tests that end the process over a payload; see `DeadlyPayload`.
    func meetDeadly(_ work: BatchWork) {
        for entry in work.entries {
            switch entry.content {
            case .record(let index, .success):
                DeadlyPayload.meet(worker.name, .handle, work.records[index].value)
            case .record: break
            case .call(_, let item):
                if case .due(let call) = item.cause { DeadlyPayload.meet(worker.name, .handle, call) }
                if case .done(let call, _) = item.cause { DeadlyPayload.meet(worker.name, .handle, call) }
            }
        }
    }
}
