import Kafka
import Logging
import Postgres

/// Going carefully: what may end the process is noted before it is taken in hand, and what a process has ended with is
/// taken in hand alone. See docs/decisions/0030.
extension Engine {
    /// Whether what is taken in hand is noted.
    var isCareful: Bool { watchUntil != nil || suspects.isAny }

    /// Decodes and applies records one portion after the other.
    func gatherCarefully(_ records: RecordBatch) {
        servedAt = monotonicMilliseconds()
        divide(records)
        // What has ended makes room for what is in line.
        let finished = finishedCalls()
        agenda.append(contentsOf: works(of: finished + dueCarefully()))
    }

    /// The records of lanes this process owns, in portions: suspects alone, what is between them together.
    func divide(_ records: RecordBatch) {
        var indices: [Int] = []
        for index in 0..<records.count {
            let view = records[index]
            let partition = TopicPartition(topic: view.topic, partition: view.partition)
            if let error = view.error {
                serve(error, partition)
            } else if lanes[partition] != nil {
                indices.append(index)
            }
        }
        portions += Portion.split(records, indices) { index in
            let view = records[index]
            let lane = lanes[TopicPartition(topic: view.topic, partition: view.partition)]
            return lane.map { suspects.ends(lane: $0.id, offset: view.offset) } ?? 0
        }
    }

    /// Notes the next portion and decodes it; what is beyond saving is given up.
    func openPortion() {
        let portion = portions[0]
        let now = monotonicMilliseconds()
        if now - servedAt > Self.servingMilliseconds {
            servedAt = now
            return standStill(milliseconds: 1)
        }
        if portion.notBefore == 0, (2..<configuration.endsAllowed).contains(portion.ends) {
            portions[0].notBefore = now + configuration.suspectPauseMilliseconds
        }
        guard now >= portions[0].notBefore else {
            return standStill(milliseconds: min(portions[0].notBefore - now, 50))
        }
        if portion.isSuspect, !isQuiet { return awaitCalls() }
        portions.removeFirst()
        if portion.ends >= configuration.endsAllowed { return giveUp(portion) }
        do {
            if isCareful { try takeInHand(inHand(portion.records, portion.indices), .decode) }
            open(portion)
        } catch {
            note(error, "what is taken in hand could not be noted yet")
            portions.insert(portion, at: 0)
            portions[0].notBefore = now + databaseBackoff.next()
        }
    }

    /// While many portions wait, the group is answered so often.
    private static var servingMilliseconds: Int64 { 500 }

    private func open(_ portion: Portion) {
        let startedAt = monotonicNanoseconds()
        var work = decode(portion.records, portion.indices)
        for index in work.indices { work[index].isSuspect = portion.isSuspect }
        if work.isEmpty { return }
        metrics.decode.recordNanoseconds(monotonicNanoseconds() - startedAt)
        agenda.append(contentsOf: work)
        CrashPoint.pass(.decoded)
    }

    /// As many owners as may have ended with the message in hand: it is neither decoded nor handled any more.
    private func giveUp(_ portion: Portion) {
        let view = portion.records[portion.indices[0]]
        let partition = TopicPartition(topic: view.topic, partition: view.partition)
        guard let lane = lanes[partition], view.offset >= lane.nextOffset else { return }
        let stage = suspects.stage(lane: lane.id, offset: view.offset)
        let refusal = Refusal(
            code: "ended_process",
            detail: "\(portion.ends) processes in a row ended with it in hand, the last at the stage \(stage)")
        let content = BatchWork.Content.record(index: portion.indices[0], item: .failure(refusal))
        var work = BatchWork(records: portion.records, entries: [.init(partition: partition, content: content)])
        work.attempts = portion.ends
        work.isSuspect = true
        work.isBare = portion.ends >= configuration.endsAllowed + 2
        logger.critical(
            "a message ended processes again and again; it is given up",
            metadata: ["message": "\(partition)@\(view.offset)", "ends": "\(portion.ends)", "stage": "\(stage)"])
        agenda.append(work)
    }

    /// Whether a work may be applied now: a suspect only with nothing else in hand.
    func isReady(_ work: BatchWork) -> Bool { !work.isSuspect || isQuiet }

    /// No call is under way, and no other engine of the process has a suspect in hand.
    var isQuiet: Bool { desk.performing == 0 && enterSolitude() }

    func enterSolitude() -> Bool {
        if isAlone { return true }
        isAlone = Solitude.ofProcess.enter(runID)
        if isAlone { CrashPoint.spare(true) }
        return isAlone
    }

    /// Lets the process's other engines have their suspects in hand, once this one's is through.
    func leaveSolitude() {
        guard isAlone, lineCall == nil, soloCall?.isPerformed != true, !agenda.contains(where: \.isSuspect) else {
            return
        }
        isAlone = false
        Solitude.ofProcess.leave(runID)
        CrashPoint.spare(false)
    }
}
