import Kafka

/// How the publisher's thread reports back.
extension Publisher {
    /// Whether jobs of this round are still wanted.
    func isCurrent(_ round: Int) -> Bool { monitor.read { $0.round == round } }

    func note(error code: String) { monitor.update { $0.lastError = code } }

    func loseGroup(round: Int) {
        monitor.update { state in
            if state.round == round { state.lostGroup = true }
        }
    }

    /// How long its thread has been silent over a job; 0 without one.
    var silenceMilliseconds: Int64 {
        monitor.read { $0.isBusy ? max(monotonicMilliseconds() - $0.lastBeat, 0) : 0 }
    }

    /// Waits, unless the round is given up meanwhile.
    func pause(milliseconds: Int64, round: Int) {
        monitor.update { $0.lastBeat = monotonicMilliseconds() }
        _ = monitor.wait(milliseconds: milliseconds) { $0.round == round && !$0.isStopped ? nil : true }
    }

    /// The job's messages are on their topics.
    func delivered(_ job: PublishJob, round: Int) {
        monitor.update { state in
            guard state.round == round else { return }
            for position in job.positions { state.published[position.lane] = position.lastSeq }
        }
    }

    /// The job is published, or dropped because its round was given up.
    func finish(_ job: PublishJob, round: Int) {
        monitor.update { state in
            state.isBusy = false
            guard state.round == round else { return }
            state.queuedRows -= job.rows.count
            if !state.lostGroup { state.lastError = nil }
        }
    }
}
