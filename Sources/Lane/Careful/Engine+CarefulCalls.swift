import Kafka
import Logging
import Postgres

/// Timers and calls while it is not known what is safe.
///
/// | owners that ended with a call in hand | it is performed |
/// |---|---|
/// | none | beside others, and noted |
/// | one | as the only suspect |
/// | two | with nothing else in hand at all |
/// | three | not until an operator says so: it is put aside |
extension Engine {
    /// Timers whose time has come; outside calls are begun.
    func dueCarefully() -> [BatchWork.Entry] {
        var entries: [BatchWork.Entry] = []
        var begun: [(identity: CallIdentity, ticket: Int, call: Call)] = []
        let now = currentMicroseconds()
        let mustWait = portions.contains(where: \.isSuspect)
        for taken in desk.take(now: now, limit: configuration.batchItems) {
            let ends = suspects.ends(taken.identity)
            if isHeld(taken.identity, taken.call) {
                desk.hold(taken.identity, until: now + 1_000_000)
            } else if suspects.aside.contains(taken.identity) {
                desk.hold(taken.identity, until: now + 60_000_000)
            } else if ends >= configuration.endsAllowed {
                putAside(taken.identity, ends: ends, until: now + 60_000_000)
            } else if taken.call.place == .inside {
                entries.append(entry(for: taken.identity, .due(taken.call), taken.call.traceparent))
            } else if mustWait || !mayBegin(taken.identity, ends: ends) {
                desk.hold(taken.identity, until: now + 50_000)
            } else {
                begun.append(taken)
            }
        }
        begin(begun)
        return entries.filter { lanes[$0.partition] != nil }
    }

    private func mayBegin(_ identity: CallIdentity, ends: Int) -> Bool {
        switch ends {
        case 0: return true
        case 1:
            guard lineCall == nil, enterSolitude() else { return false }
            lineCall = identity
            return true
        default:
            let notBefore = monotonicMilliseconds() + configuration.suspectPauseMilliseconds
            soloCall = soloCall ?? SoloCall(identity: identity, notBefore: notBefore)
            return false
        }
    }

    private func begin(_ calls: [(identity: CallIdentity, ticket: Int, call: Call)]) {
        do {
            try takeInHand(calls.compactMap { inHand($0.identity) }, .call)
            for begun in calls { perform(begun.call, begun.identity, ticket: begun.ticket) }
        } catch {
            note(error, "calls could not be noted yet; they are put off")
            lineCall = nil
            for begun in calls { desk.hold(begun.identity, until: currentMicroseconds() + 1_000_000) }
        }
    }

    private func inHand(_ identity: CallIdentity) -> InHand? {
        partitions[identity.lane].flatMap { lanes[$0] }.map {
            InHand(lane: $0, call: identity, ends: suspects.ends(identity))
        }
    }

    /// Two owners ended with the call in hand: this one has nothing else in hand, a while before and until it is back.
    func performSoloCall() {
        guard let solo = soloCall else { return }
        guard monotonicMilliseconds() >= solo.notBefore, isQuiet else { return awaitCalls() }
        guard let (ticket, call) = desk.begin(solo.identity) else {
            soloCall = nil
            return
        }
        do {
            guard !isHeld(solo.identity, call) else { throw RetryBatch() }
            try takeInHand([inHand(solo.identity)].compactMap { $0 }, .call)
            soloCall?.isPerformed = true
            perform(call, solo.identity, ticket: ticket)
        } catch {
            if error is PostgresError { note(error, "a call could not be noted yet; it is put off") }
            desk.hold(solo.identity, until: currentMicroseconds() + 1_000_000)
            soloCall = nil
        }
    }

    /// Takes nothing in; calls that were under way come back.
    func awaitCalls() {
        standStill(milliseconds: 20)
        agenda.append(contentsOf: works(of: finishedCalls()))
    }

    /// An outside call came back, and the process lives.
    func cameBack(_ identity: CallIdentity) {
        if lineCall == identity { lineCall = nil }
        if soloCall?.identity == identity { soloCall = nil }
    }

    /// Timers and finished calls as batches: suspects alone, the others together.
    func works(of entries: [BatchWork.Entry]) -> [BatchWork] {
        var together = BatchWork(records: RecordBatch(), entries: [])
        var alone: [BatchWork] = []
        for entry in entries {
            guard case .call(let identity, let item) = entry.content, suspects.ends(identity) > 0 else {
                together.entries.append(entry)
                continue
            }
            var work = BatchWork(records: RecordBatch(), entries: [entry])
            work.isSuspect = true
            if case .due = item.cause, suspects.ends(identity) > 1 {
                work.notBefore = monotonicMilliseconds() + configuration.suspectPauseMilliseconds
            }
            alone.append(work)
        }
        return (together.entries.isEmpty ? [] : [together]) + alone
    }

    private func putAside(_ identity: CallIdentity, ends: Int, until: Int64) {
        do {
            _ = try openDatabase().query(PutAside(identity: identity))
            suspects.putAside(identity)
            desk.hold(identity, until: until)
            var metadata = LogReference.of(key: identity.key, nil)
            metadata["kind"] = "\(identity.kind)"
            metadata["ends"] = "\(ends)"
            logger.critical("a call ended processes again and again; it is put aside", metadata: metadata)
        } catch {
            note(error, "a call could not be put aside yet")
            desk.hold(identity, until: currentMicroseconds() + 1_000_000)
        }
    }

    /// Calls that an operator lets go on are looked at again.
    func lookAside() {
        let now = monotonicMilliseconds()
        guard !suspects.aside.isEmpty, now >= asideAt else { return }
        asideAt = now + 2_000
        do {
            let rows = try openDatabase().query(ReadAside(lanes: lanes.values.map(\.id)))
            for identity in suspects.keepAside(Set(rows)) {
                desk.hold(identity, until: currentMicroseconds())
                logger.notice("a call goes on that was put aside", metadata: ["kind": "\(identity.kind)"])
            }
        } catch { note(error, "the calls that are put aside could not be read") }
    }
}
