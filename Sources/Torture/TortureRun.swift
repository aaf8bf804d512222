import BillerSimulator
import FoundationEssentials
import Kafka
import Messages
import Model
import Operations
import PrivatePostgres
import Settings

/// One run, on one thread: start everything, publish, do harm, wait until all is well, compare.
final class TortureRun {
    let configuration: TortureConfiguration
    let simulator: BillerSimulator
    let database: PrivatePostgres
    let settings: Settings
    let sessions: Sessions
    let mail: MailServer
    let endpoints: EndpointServer
    let patrol: Patrol
    let environment: TortureEnvironment
    let fleet: Fleet
    let traffic: Traffic
    let witness: Witness
    let tormentor: Tormentor
    let deadly: DeadlyRecords
    let narrator: Narrator
    private let broker: BrokerProcess?
    /// Payments that were published while nobody worked.
    private var waiting = 0
    private let started = ContinuousClock.now

    /// What may be under way at once: the embedded broker keeps 5 MiB a partition and drops the oldest beyond.
    private static let underWay = 2_000

    init(_ configuration: TortureConfiguration, simulator: BillerSimulator, simulatorURL: String) throws {
        self.configuration = configuration
        self.simulator = simulator
        let narrator = Narrator(path: configuration.directory + "/torture.log", alsoTo: configuration.narrate)
        self.narrator = narrator
        narrator.say("seed \(configuration.seed)")
        broker =
            try configuration.bootstrapServers == nil
            ? BrokerProcess(
                executable: configuration.executable, log: configuration.directory + "/broker.log",
                partitions: TortureEnvironment.partitions)
            : nil
        database = try PrivatePostgres.start(
            directory: configuration.directory + "/postgres", durable: false,
            settings: ["max_connections": "100", "shared_buffers": "64MB"])
        mail = try MailServer()
        endpoints = try EndpointServer()
        environment = TortureEnvironment(
            configuration: configuration,
            bootstrapServers: broker?.bootstrapServers ?? configuration.bootstrapServers ?? "", database: database,
            mailPort: mail.server.port)
        settings = try environment.write()
        _ = try MigrationRun(settings: settings).apply()
        sessions = Sessions(settings)
        try sessions.recordAdvances()
        let first = try RunTopics(settings).prepare(isReal: broker == nil)
        witness = try Witness(settings.kafka, group: "giro.torture.\(configuration.seed)", first: first)
        let seconds = max(Int(configuration.duration.components.seconds), 1)
        let payments = min(max(configuration.rate * seconds * 11 / 10 + configuration.backlog, 500), 1_000_000)
        let workload = Workload(seed: configuration.seed, payments: payments, endpoint: simulatorURL)
        traffic = try Traffic(
            settings.kafka, workload: workload, seed: configuration.seed,
            hasTimes: configuration.bootstrapServers == nil)
        patrol = Patrol(settings) { narrator.say($0) }
        fleet = try Fleet(configuration, environmentFile: environment.path) { narrator.say($0) }
        tormentor = Tormentor(
            seed: configuration.seed, mix: configuration.faults, fleet: fleet, broker: broker, database: database,
            sessions: sessions, mail: mail.server, endpoints: endpoints.server,
            partitions: TortureEnvironment.partitions
        ) { narrator.say($0) }
        deadly = DeadlyRecords(
            isAlone: configuration.faults.weights.filter { $0.value > 0 }.count == 1, fleet: fleet, traffic: traffic,
            witness: witness, sessions: sessions, settings: settings
        ) { narrator.say($0) }
    }

    func run() throws -> TortureReport {
        try prepare()
        try pileUp()
        try torment()
        tormentor.end()
        try endDeadly()
        let isQuiet = try awaitQuiet(within: configuration.patience + .milliseconds(4 * configuration.backlog))
        fleet.end()
        witness.look()
        let history = try collect(isQuiet: isQuiet)
        let violations = Checker.all(in: history)
        for violation in violations { narrator.say("VIOLATION \(violation.checker): \(violation.detail)") }
        database.stop()
        return report(history, violations)
    }

    /// Accounts, billers and money, before any harm is done.
    private func prepare() throws {
        narrator.say("accounts are opened")
        try traffic.announceEndpoints(endpoints.url)
        try traffic.publish(.setup)
        try wait(for: "accounts to be open", within: .seconds(180)) {
            try isApplied(["account.requested", "contact.updated", "biller.updated", "webhook.updated"])
        }
        narrator.say("wallets are funded")
        try traffic.publish(.funding)
        let funded = traffic.lines[.funding] ?? 0
        try wait(for: "wallets to be funded", within: .seconds(180)) { sessions.finalPayments() == funded }
    }

    /// Payments that wait when the workers come.
    private func pileUp() throws {
        guard configuration.backlog > 0 else { return }
        narrator.say("\(configuration.backlog) payments pile up")
        fleet.rest()
        while waiting < configuration.backlog, try traffic.publishPayments(500) {
            waiting += 500
            witness.look()
        }
        try traffic.flush()
        fleet.resume()
    }

    /// Payments and faults, at the same time.
    private func torment() throws {
        narrator.say("payments and faults")
        fleet.arm()
        if configuration.faults.has(.deadlyRecord) {
            try deadly.publish()
            tormentor.count(.deadlyRecord, times: DeadlyRecord.all.count)
        }
        tormentor.begin()
        let begun = ContinuousClock.now
        var published = waiting
        var final = sessions.finalPayments() ?? 0
        let funded = final
        var askAt = begun
        while .now - begun < configuration.duration {
            try tend()
            try tormentor.tend()
            patrol.tend()
            let now = ContinuousClock.now
            if now >= askAt {
                askAt = now + .milliseconds(200)
                final = sessions.finalPayments() ?? final
            }
            traffic.cancels = now - begun < configuration.duration / 2
            let due = Int((now - begun) / .milliseconds(1)) * configuration.rate / 1_000
            let room = Self.underWay - (published - (final - funded))
            let count = min(due - (published - waiting), room, 200)
            if count > 0 {
                guard try traffic.publishPayments(count) else { break }
                published += count
            }
            if !configuration.stages.isEmpty, fleet.hasMetEveryStage { break }
        }
        try traffic.flush()
    }

    /// Waits until the lanes are rid of what ends processes, mends these, and lets the call go on that was put aside.
    private func endDeadly() throws {
        do {
            try wait(for: "the deadly records to be given up", within: configuration.patience) { deadly.areOver }
        } catch let error as TortureError where error.kind == .notReady {
            narrator.say(error.detail)
        }
        try deadly.mend()
    }

    /// Waits until every payment is final, every message is read, every mail is sent and every endpoint has answered.
    private func awaitQuiet(within patience: Duration) throws -> Bool {
        patrol.end()
        narrator.say("faults are over; waiting for the last payment")
        let wanted = traffic.expectation().payments
        do {
            try wait(for: "every payment to be final", within: patience) {
                sessions.finalPayments() == wanted && sessions.queuedMails() == 0
            }
            try wait(for: "every message to be read", within: .seconds(30)) { try isApplied(Progress.everything) }
            try wait(for: "every endpoint to be told", within: patience) { sessions.openDeliveries() == 0 }
            // Idle lanes still owe the group their last positions.
            let settled = ContinuousClock.now + .seconds(2)
            while .now < settled { try tend() }
            return true
        } catch let error as TortureError where error.kind == .notReady {
            narrator.say(error.detail)
            return false
        }
    }

    private func tend() throws {
        if let broker, !broker.isAlive {
            throw TortureError(
                .broker, "the embedded broker has ended by itself, which says nothing about Giro; see broker.log")
        }
        try fleet.tend()
        witness.look()
        traffic.poll()
        deadly.tend()
    }

    private func wait(for what: String, within timeout: Duration, _ isDone: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + timeout
        var askAt = ContinuousClock.now
        while .now < deadline {
            try tend()
            guard .now >= askAt else { continue }
            if try isDone() { return }
            askAt = .now + .milliseconds(200)
        }
        throw TortureError(.notReady, "waited \(timeout) in vain for \(what); logs: \(configuration.directory)")
    }

    private func isApplied(_ topics: Set<String>) throws -> Bool {
        guard witness.inputCount >= traffic.lines.values.reduce(0, +), let cursors = sessions.cursors() else {
            return false
        }
        return Progress(cursors: cursors, ends: witness.ends).unread(of: topics).isEmpty
    }

    private func report(_ history: History, _ violations: [Violation]) -> TortureReport {
        let epochs = Databases.workers.map { worker in finalCursors[worker]?.map(\.epoch) ?? [] }
        let took = ContinuousClock.now - started
        return TortureReport(
            seed: configuration.seed, broker: configuration.bootstrapServers ?? "embedded", seconds: took / .seconds(1),
            payments: history.expectation.payments, lines: history.expectation.lines, duplicates: traffic.duplicates,
            hostile: traffic.hostile,
            cancellations: traffic.wantedBack.count, cancelled: history.cancelled.count,
            kills: fleet.kills, stops: fleet.stops, rebalances: epochs.reduce(0) { $0 + Int($1.max() ?? 1) - 1 },
            takeovers: epochs.joined().reduce(0) { $0 + Int($1) - 1 }, messages: witness.messages,
            repeatedEvents: witness.repeated, notices: history.notices.values.reduce(0) { $0 + $1.count },
            repeatedMails: mail.mails.values.reduce(0) { $0 + $1.copies - 1 },
            audits: patrol.audits, peakMebibytes: fleet.peakMebibytes, faults: tormentor.counts,
            stageDeaths: stageCounts,
            violations: violations.count, findings: violations, directory: configuration.directory)
    }

    private var stageCounts: [String: Int] {
        fleet.stageDeaths.values.joined().reduce(into: [:]) { $0[$1.rawValue, default: 0] += 1 }
    }

    /// As they were when everything had ended.
    var finalCursors: [String: [ReadCursors.Row]] = [:]
}
