import Glibc
import Lane
import Operations

/// The workers' processes: so many of each, started again when they end.
final class Fleet {
    /// One place for a process. Its instance name stays the same over restarts.
    struct Slot {
        let worker: String
        let number: Int
        let clock: ClockFile
        var process: Child?
        /// It is to die at this stage, the n-th time it comes by, or to stand still there for a while.
        var plan: (stage: Stage, count: Int, pause: Duration?)?
        /// We have told it to end, or killed it.
        var isToldToEnd = false
        /// Stands still until then.
        var stoppedUntil: ContinuousClock.Instant?
        /// May open no files until then. Swift's runtime may end it meanwhile (libdispatch reads /proc to count its
        /// threads, and does not go on without).
        var starvedUntil: ContinuousClock.Instant?
        /// How long its log was when the process was started.
        var logBytes = 0
        /// Is not started before.
        var absentUntil: ContinuousClock.Instant?

        var name: String { "\(worker)-\(number)" }
    }

    private(set) var slots: [Slot] = []
    private(set) var kills = 0
    private(set) var stops = 0
    private(set) var stageDeaths: [String: [Stage]] = [:]
    /// Of each worker: the most that one process had, MiB.
    private(set) var peakMebibytes: [String: Int] = [:]
    private var weighAt = ContinuousClock.now
    /// When a process last came, ended, stood still or went on: groups gather anew after each of these.
    private var movedAt = ContinuousClock.now
    /// Nobody is started.
    private var isResting = false
    private(set) var unexpectedEnds: [String] = []
    /// By `wallet at decode`: processes that a deadly payload has ended.
    private(set) var deadlyEnds: [String: Int] = [:]
    /// The same: when the first of them ended.
    private(set) var firstDeadlyEnds: [String: ContinuousClock.Instant] = [:]
    /// Deadly payloads end no process any more.
    private var isMended = false
    /// Whether the first processes are to die at the stages that the configuration names.
    private var isArmed = false
    private let configuration: TortureConfiguration
    private let environmentFile: String
    private let narrate: (String) -> Void

    init(
        _ configuration: TortureConfiguration, environmentFile: String, narrate: @escaping (String) -> Void
    ) throws(TortureError) {
        self.configuration = configuration
        self.environmentFile = environmentFile
        self.narrate = narrate
        for worker in Databases.workers {
            for number in 1...configuration.processes {
                let clock = try ClockFile(path: "\(configuration.directory)/\(worker)-\(number).clock")
                slots.append(Slot(worker: worker, number: number, clock: clock))
            }
        }
    }

    var running: [Int] { slots.indices.filter { slots[$0].process != nil && slots[$0].stoppedUntil == nil } }

    /// Whether everybody is there, and nobody has come, ended, stood still or gone on for so long.
    func hasRested(for duration: Duration) -> Bool {
        .now - movedAt >= duration
            && slots.allSatisfy { $0.process != nil && $0.stoppedUntil == nil && $0.starvedUntil == nil }
    }

    /// Whether everything that was to die at a stage has died there.
    var hasMetEveryStage: Bool { configuration.stages.allSatisfy { met($0.key) >= $0.value.count } }

    private func met(_ worker: String) -> Int { stageDeaths[worker]?.count ?? 0 }

    /// Starts what should run and does not; wakes what has stood still long enough.
    func tend() throws {
        let now = ContinuousClock.now
        for index in slots.indices {
            if let until = slots[index].stoppedUntil, now >= until { wake(index) }
            if let until = slots[index].starvedUntil, now >= until { feed(index) }
            if let ending = slots[index].process?.ending { note(ending, at: index) }
            if slots[index].plan?.pause != nil, slots[index].process?.isStopped == true { noteStop(index) }
            if let until = slots[index].absentUntil, now >= until { slots[index].absentUntil = nil }
            if slots[index].process == nil, slots[index].absentUntil == nil, !isResting { try start(index) }
        }
        if now >= weighAt { weigh(now) }
    }

    private func weigh(_ now: ContinuousClock.Instant) {
        weighAt = now + .seconds(1)
        for slot in slots {
            peakMebibytes[slot.worker] = max(peakMebibytes[slot.worker] ?? 0, slot.process?.peakMebibytes ?? 0)
        }
    }

    /// Ends every process; none is started before `resume`.
    func rest() {
        isResting = true
        end()
    }

    func resume() { isResting = false }

    /// From now on: the first process of each worker that has stages to die at is started anew, to die there.
    func arm() {
        isArmed = true
        for index in slots.indices where slots[index].number == 1 && configuration.stages[slots[index].worker] != nil {
            kill(index)
        }
    }

    func kill(_ index: Int) {
        narrate("kill \(slots[index].name)")
        movedAt = .now
        kills += 1
        slots[index].isToldToEnd = true
        slots[index].process?.signal(SIGKILL)
        slots[index].stoppedUntil = nil
    }

    /// Kills it now, and again when it comes by the stage; or lets it stand still there.
    func kill(_ index: Int, thenAt stage: Stage, count: Int, pause: Duration? = nil) {
        slots[index].plan = (stage, count, pause)
        kill(index)
        narrate("\(slots[index].name) is to \(pause == nil ? "die" : "stop") at \(stage.rawValue):\(count)")
    }

    func stop(_ index: Int, for duration: Duration) {
        narrate("stop \(slots[index].name) for \(duration)")
        stops += 1
        slots[index].process?.signal(SIGSTOP)
        slots[index].stoppedUntil = .now + duration
    }

    /// For a while it may open no more files and connections than it has.
    func exhaustFiles(_ index: Int, for duration: Duration) {
        narrate("\(slots[index].name) may open nothing for \(duration)")
        slots[index].starvedUntil = .now + duration
        slots[index].process?.limitFiles(to: 1)
    }

    private func feed(_ index: Int) {
        movedAt = .now
        slots[index].starvedUntil = nil
        slots[index].process?.limitFiles(to: nil)
    }

    /// Its clock is so much wrong from now on.
    func jumpClock(_ index: Int, to offset: Duration) {
        narrate("the clock of \(slots[index].name) jumps to \(offset)")
        slots[index].clock.jump(to: offset)
    }

    /// Lets it end gracefully and leaves its place empty for a while.
    func remove(_ index: Int, for duration: Duration) {
        narrate("end \(slots[index].name) for \(duration)")
        movedAt = .now
        slots[index].isToldToEnd = true
        slots[index].absentUntil = .now + duration
        slots[index].process?.signal(SIGTERM)
    }

    /// Faults are over: nobody stands still, nobody is away, all clocks are right. Who is still to die at a stage may
    /// come by it yet.
    func heal() {
        for index in slots.indices {
            if slots[index].stoppedUntil != nil { wake(index) }
            if slots[index].starvedUntil != nil { feed(index) }
            slots[index].absentUntil = nil
            slots[index].clock.jump(to: .zero)
        }
    }

    /// Ends every process as a supervisor would, and by force what takes longer than it may.
    func end() {
        for index in slots.indices { slots[index].process?.signal(SIGTERM) }
        for index in slots.indices {
            if slots[index].process?.awaitEnd(milliseconds: 15_000) == nil { slots[index].process?.signal(SIGKILL) }
            slots[index].process = nil
        }
    }

    /// It has stopped by itself, at its stage.
    private func noteStop(_ index: Int) {
        guard let plan = slots[index].plan, let pause = plan.pause else { return }
        narrate("\(slots[index].name) stopped at \(plan.stage.rawValue) for \(pause)")
        slots[index].plan = nil
        stops += 1
        slots[index].stoppedUntil = .now + pause
        movedAt = .now
    }

    private func wake(_ index: Int) {
        narrate("continue \(slots[index].name)")
        movedAt = .now
        slots[index].stoppedUntil = nil
        slots[index].process?.signal(SIGCONT)
    }

    private func note(_ ending: Child.Ending, at index: Int) {
        let slot = slots[index]
        movedAt = .now
        slots[index].process = nil
        slots[index].isToldToEnd = false
        slots[index].stoppedUntil = nil
        slots[index].starvedUntil = nil
        if let death = DeadlyEnd.told(in: log(of: slot), after: slot.logBytes), !ending.wasGraceful {
            narrate("\(slot.name) was ended by a payload: \(death)")
            deadlyEnds[death, default: 0] += 1
            firstDeadlyEnds[death] = firstDeadlyEnds[death] ?? ContinuousClock.now
        } else if let plan = slot.plan, plan.pause == nil, ending.wasKilled, !slot.isToldToEnd {
            narrate("\(slot.name) died at \(plan.stage.rawValue)")
            kills += 1
            stageDeaths[slot.worker, default: []].append(plan.stage)
            slots[index].plan = nil
        } else if slot.starvedUntil != nil, !slot.isToldToEnd {
            narrate("\(slot.name) ended for want of files with \(ending.status)")
        } else if !slot.isToldToEnd || !(ending.wasKilled || ending.wasGraceful) {
            narrate("\(slot.name) ended by itself with \(ending.status)")
            unexpectedEnds.append("\(slot.name) ended with status \(ending.status)")
            // No faster than a supervisor would.
            slots[index].absentUntil = .now + .seconds(1)
        }
    }

    /// Ends every process gracefully, and starts ones that no payload ends.
    func mend() {
        isMended = true
        for index in slots.indices where slots[index].process != nil {
            slots[index].isToldToEnd = true
            slots[index].process?.signal(SIGTERM)
        }
    }

    private func log(of slot: Slot) -> String { "\(configuration.directory)/\(slot.name).log" }

    private func start(_ index: Int) throws {
        if isArmed, slots[index].number == 1, slots[index].plan == nil,
            let stages = configuration.stages[slots[index].worker],
            met(slots[index].worker) < stages.count
        {
            slots[index].plan = (stages[met(slots[index].worker)], 1, nil)
        }
        slots[index].isToldToEnd = false
        movedAt = .now
        let slot = slots[index]
        var environment = [
            "PATH=/usr/bin:/bin", "LC_ALL=C", "GIRO_ENV_FILE=\(environmentFile)", "INSTANCE_NAME=\(slot.name)",
            "GIRO_CLOCK_JUMP=\(slot.clock.path)", "PGAPPNAME=\(History.Advance.session(of: slot.name))",
        ]
        if let plan = slot.plan {
            let end = plan.pause == nil ? "" : ":stop"
            environment.append("GIRO_CRASH_AT=\(plan.stage.rawValue):\(plan.count)\(end)")
        }
        if configuration.faults.has(.deadlyRecord), !isMended {
            environment.append("GIRO_DEADLY=\(DeadlyRecord.setting)")
            environment.append("SWIFT_BACKTRACE=enable=no")
        }
        slots[index].logBytes = DeadlyEnd.size(of: log(of: slot))
        slots[index].process = try Child.start(
            name: slot.name, [configuration.executable, "worker", slot.worker], environment: environment,
            log: log(of: slot))
    }
}
