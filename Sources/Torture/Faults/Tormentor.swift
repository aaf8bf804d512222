import Lane
import Messages
import Model
import Operations
import PrivatePostgres

/// Does the faults: some seconds of storm, then some of calm, in which groups come together and payments get through.
///
/// librdkafka's embedded broker does not survive a member that asks again while its group gathers
/// (`rd_kafka_mock_cgrp_member_add`, `..._sync_set`: `Assertion '!member->resp' failed`): a member that waits for its
/// group leaves the coordinator's connection when the coordinator moves, and the broker, which does not read from that
/// connection, still has its question. So with it the first and every sixth storm is the broker's own and waits until
/// every group has gathered, and only there coordinators change and their connections are cut; and members stand still
/// only at stages that they come by as members of a group that has gathered.
final class Tormentor {
    private var random: SeededRandom
    private let mix: FaultMix
    private let fleet: Fleet
    private let broker: BrokerProcess?
    private let database: PrivatePostgres
    private let sessions: Sessions
    private let mail: LoopbackServer
    private let endpoints: LoopbackServer
    private let partitions: Int
    private let narrate: (String) -> Void
    private var nextAt = ContinuousClock.now
    private var stormEnds = ContinuousClock.now
    private var stormLength = Duration.seconds(4)
    private var storms = 0
    /// What undoes a fault, and when.
    private var amends: [(at: ContinuousClock.Instant, amend: () -> Void)] = []
    private(set) var counts: [String: Int] = [:]

    init(
        seed: UInt64, mix: FaultMix, fleet: Fleet, broker: BrokerProcess?, database: PrivatePostgres,
        sessions: Sessions, mail: LoopbackServer, endpoints: LoopbackServer, partitions: Int,
        narrate: @escaping (String) -> Void
    ) {
        random = SeededRandom(seed: seed &+ 7)
        self.mix = mix
        self.fleet = fleet
        self.broker = broker
        self.database = database
        self.sessions = sessions
        self.mail = mail
        self.endpoints = endpoints
        self.partitions = partitions
        self.narrate = narrate
    }

    /// The first storm begins now.
    func begin() {
        nextAt = .now
        stormEnds = nextAt + stormLength
    }

    /// Every run has one zombie of each worker, where another process can take over meanwhile: more come as drawn.
    private func makeZombies() {
        guard mix.weights[.stopAtStage] ?? 0 > 0 else { return }
        for index in fleet.slots.indices where fleet.slots[index].number == 2 {
            fleet.kill(index, thenAt: .decoded, count: 2, pause: .seconds(17))
        }
    }

    /// Every run has one death of each worker between the broker's word that events are there and the positions that
    /// say so: a moment so short that drawn deaths may all miss it.
    private func killBeforePositions() {
        guard mix.weights[.killAtStage] ?? 0 > 0 else { return }
        for index in fleet.slots.indices where fleet.slots[index].number == 1 {
            let stages = StageCoverage.stages(of: fleet.slots[index].worker)
            if stages.contains(.produced) { fleet.kill(index, thenAt: .produced, count: 1 + random.below(3)) }
        }
    }

    /// Does what is due.
    func tend() throws {
        let now = ContinuousClock.now
        makeAmends { $0 <= now }
        guard now >= nextAt else { return }
        if now >= stormEnds {
            if storms == 0 {
                makeZombies()
                killBeforePositions()
            }
            storms += 1
            nextAt = now + .milliseconds(random.within(3_000...9_000))
            stormLength = .milliseconds(random.within(isBrokersStorm ? 3_000...6_000 : 1_500...4_000))
            stormEnds = nextAt + stormLength
            return
        }
        if isBrokersStorm, !fleet.hasRested(for: Self.untilGroupsRest) {
            stormEnds = now + stormLength
            return
        }
        nextAt = now + .milliseconds(random.within(100...700))
        guard let kind = mix.draw(&random, among: isInSeason) else { return }
        counts[kind.rawValue, default: 0] += 1
        try apply(kind)
    }

    private var isBrokersStorm: Bool { broker != nil && storms % 6 == 0 }

    /// A session of 6 s, and the time in which a group comes together without the member that is gone.
    private static let untilGroupsRest = Duration.seconds(14)

    /// Deadly records are published once, at the begin.
    private func isInSeason(_ kind: FaultMix.Kind) -> Bool {
        if kind == .deadlyRecord { return false }
        guard broker != nil else { return !kind.needsEmbeddedBroker }
        return isBrokersStorm ? kind.needsEmbeddedBroker : !FaultMix.ofCoordinators.contains(kind)
    }

    /// Faults that others do.
    func count(_ kind: FaultMix.Kind, times: Int) { counts[kind.rawValue, default: 0] += times }

    /// Undoes everything.
    func end() {
        makeAmends { _ in true }
        fleet.heal()
    }

    private func apply(_ kind: FaultMix.Kind) throws {
        switch kind {
        case .kill: if let victim = victim() { fleet.kill(victim) }
        case .killAtStage:
            guard let victim = victimWithoutPlan() else { return }
            let stage = random.pick(StageCoverage.stages(of: fleet.slots[victim].worker))
            fleet.kill(victim, thenAt: stage, count: 1 + random.below(3))
        case .stop where broker != nil: stopAtStage(Self.stagesOfMembers)
        case .stop: if let victim = victim() { fleet.stop(victim, for: zombiePause()) }
        case .stopAtStage:
            // Most of them with a batch in hand and no transaction begun: nothing but the claim is between such a
            // zombie and the lane.
            let stages = broker == nil ? Stage.allCases : Self.stagesOfMembers
            stopAtStage(random.below(3) > 0 ? [.decoded] : stages)
        case .remove:
            let pause = Duration.milliseconds(random.within(1_000...8_000))
            if let victim = victim() { fleet.remove(victim, for: pause) }
        case .cutSession: disturb(.cut)
        case .cancelStatement: disturb(.cancel)
        case .crashDatabase:
            narrate("crash the database")
            database.crash()
            try database.restart()
        case .mailOutage: turn(mail, "the mail server")
        case .endpointOutage: turn(endpoints, "the endpoints' server")
        case .exhaustFiles:
            let pause = Duration.milliseconds(random.within(1_000...5_000))
            if let victim = victim() { fleet.exhaustFiles(victim, for: pause) }
        case .jumpClock:
            // Two clocks differ by less than `billing.cancel.unseen` (a minute), and a zombie's pause on top: beyond
            // that a biller's word that it has never seen a payment may be too old.
            let offset = Duration.milliseconds(random.within(-20_000...20_000))
            if let victim = victim() { fleet.jumpClock(victim, to: offset) }
        case .deadlyRecord: break
        case .failRequests, .failCoordination, .slowBroker, .brokerDown, .moveLeader, .moveCoordinator:
            disturbBroker(kind)
        }
    }

    /// Longer than a session of 6 s and the 5 s in which a group comes together without it: the lanes are others' by
    /// then.
    private func zombiePause() -> Duration { .milliseconds(random.within(13_000...18_000)) }

    private func victim() -> Int? { fleet.running.isEmpty ? nil : random.pick(fleet.running) }

    /// Rather one that is not still to come by a stage.
    private func victimWithoutPlan() -> Int? {
        let idle = fleet.running.filter { fleet.slots[$0].plan == nil }
        return idle.isEmpty ? victim() : random.pick(idle)
    }

    private static let stagesOfMembers: [Stage] = [
        .takenOver, .decoded, .claimed, .handled, .appended, .committed, .trimmed,
    ]

    private func stopAtStage(_ stages: [Stage]) {
        guard let victim = victimWithoutPlan() else { return }
        let met = Set(StageCoverage.stages(of: fleet.slots[victim].worker)).intersection(stages)
        let stage = random.pick(Stage.allCases.filter(met.contains))
        fleet.kill(victim, thenAt: stage, count: 1 + random.below(3), pause: zombiePause())
    }

    private func turn(_ server: LoopbackServer, _ name: String) {
        let mood = random.pick(LoopbackServer.Mood.allCases)
        narrate("\(name) is \(mood)")
        server.turn(mood)
        amends.append((.now + .milliseconds(random.within(500...8_000)), { server.turn(.taking) }))
    }

    private func disturb(_ kind: DisturbSession.Kind) {
        let index = Int64(random.below(1_000))
        narrate("\(kind) a session")
        sessions.disturb(kind, index: index)
    }

    private func disturbBroker(_ kind: FaultMix.Kind) {
        let number = 1 + random.below(BrokerProcess.brokers)
        let pause = Duration.milliseconds(random.within(300...2_500))
        switch kind {
        case .failRequests, .failCoordination:
            let request = random.pick(kind == .failRequests ? Self.failures : Self.coordinatorFailures)
            tell(
                "fail \(request.name) "
                    + Array(repeating: request.error, count: 1 + random.below(3)).joined(separator: ",")
            )
        case .slowBroker:
            tell("latency \(random.within(20...300)) \(number)", undoing: "latency 0 \(number)", after: pause)
        case .brokerDown: tell("down \(number)", undoing: "up \(number)", after: pause)
        case .moveLeader:
            let topic = random.pick(Catalogue.topics).name
            tell("leader \(topic) \(random.below(partitions)) \(number)")
        default: tell("coordinator giro.\(random.pick(Databases.workers)) \(number)")
        }
    }

    private func tell(_ command: String, undoing amend: String? = nil, after pause: Duration = .zero) {
        let isDone = broker?.tell(command) ?? false
        narrate("broker: \(command)\(isDone ? "" : " (refused)")")
        if let amend { amends.append((.now + pause, { [unowned self] in tell(amend) })) }
    }

    private func makeAmends(_ isDue: (ContinuousClock.Instant) -> Bool) {
        let due = amends.filter { isDue($0.at) }
        amends.removeAll { isDue($0.at) }
        for undo in due { undo.amend() }
    }

    private static let failures: [(name: String, error: String)] = [
        ("produce", "request_timed_out"), ("produce", "not_leader_for_partition"), ("produce", "not_enough_replicas"),
        ("fetch", "not_leader_for_partition"), ("offsetCommit", "request_timed_out"),
        ("offsetCommit", "rebalance_in_progress"), ("offsetCommit", "illegal_generation"),
        ("offsetCommit", "unknown_member_id"), ("offsetFetch", "coordinator_load_in_progress"),
        ("findCoordinator", "coordinator_not_available"), ("heartbeat", "unknown_member_id"),
        ("syncGroup", "rebalance_in_progress"), ("listOffsets", "not_leader_for_partition"),
        ("metadata", "leader_not_available"), ("initProducerID", "coordinator_load_in_progress"),
    ]

    /// After these a client leaves its coordinator and looks for it anew.
    private static let coordinatorFailures: [(name: String, error: String)] = [
        ("heartbeat", "not_coordinator"), ("joinGroup", "not_coordinator"),
        ("offsetCommit", "coordinator_not_available"), ("offsetCommit", "not_coordinator"),
    ]
}
