import Foundation
import Logging
import Operations
import Stack

/// One run of the bench: every part of the plan over one stack, then the audit.
///
/// It blocks the thread it runs on; `perform` gives it one of its own.
public final class BenchRun {
    private let plan: BenchPlan
    private let ground: BenchGround
    private let feed: MessageFeed
    private let say: @Sendable (String) -> Void
    private var report: BenchReport
    private var seed: UInt64 = 1

    /// Starts a stack of its own in `directory`, measures, audits, and stops it.
    public static func perform(
        _ plan: BenchPlan, directory: String, say: @escaping @Sendable (String) -> Void
    ) async throws -> BenchReport {
        say("starting the stack")
        // Its few thousand people pay each other all the time, and mails are measured too.
        var flags = ["notification.limit.recipient=1000000000", "notification.limit.cause=1000000000"] + plan.flags
        if let servers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"] {
            flags += ["kafka.bootstrap.servers=\(servers)", "kafka.mode=transactional"]
        }
        let stack = try await EmbeddedStack(
            directory: directory, fresh: true, flags: flags, serverSettings: BenchGround.serverSettings,
            logger: Logger(label: "giro.bench"))
        let result = await withCheckedContinuation { continuation in
            Thread.detachNewThread { [flags] in
                takeSignals()
                continuation.resume(
                    returning: Result { try BenchRun(plan, stack: stack, flags: flags, say: say).run() })
            }
        }
        await stack.stop()
        return try result.get()
    }

    private init(
        _ plan: BenchPlan, stack: EmbeddedStack, flags: [String], say: @escaping @Sendable (String) -> Void
    ) throws {
        self.plan = plan
        self.say = say
        ground = try BenchGround(stack: stack, flags: flags)
        feed = try MessageFeed(ground.settings.kafka)
        let machine = Machine.current(
            postgres: ground.serverVersion, broker: ground.isEmbedded ? "embedded broker" : "Kafka by the environment")
        report = BenchReport(machine: machine, seconds: plan.seconds, accounts: plan.accounts)
    }

    private func run() throws -> BenchReport {
        defer { ground.stop() }
        let yardstick = TPCB(ground: ground, scale: plan.tpcbScale, clients: plan.clients)
        if plan.parts.contains(.tpcb) {
            say("filling pgbench's tables")
            try yardstick.prepare()
            try compare(yardstick)
        }
        let needAccounts: Set<BenchPlan.Part> = [.flow, .latency, .hops, .single, .hot, .publishing, .copy, .ledger]
        if !plan.parts.isDisjoint(with: needAccounts) { try openAccounts() }
        if !plan.parts.isDisjoint(with: [.flow, .latency, .hot]) { try measureFlows() }
        if plan.parts.contains(.hops) { try measureHops() }
        if plan.parts.contains(.single) { try measureSingle() }
        if plan.parts.contains(.gateway) { try measureGateway() }
        if plan.parts.contains(.broker) { try measureBroker() }
        if plan.parts.contains(.publishing) {
            say("an outbox full of rows")
            report.publishing = try PublishRun(
                ground: ground, feed: feed, messages: plan.publishedMessages, rate: plan.publishedRate,
                seconds: min(plan.seconds, 10)
            ).run(generator())
        }
        if plan.parts.contains(.start) {
            say("a worker's start")
            report.startMilliseconds = Ratio.rounded(try StartRun(ground: ground).medianMilliseconds())
        }
        if plan.parts.contains(.copy) {
            say("the same rows by COPY")
            report.copied = try PlainCopy(ground: ground).run().rounded()
        }
        if plan.parts.contains(.tpcb) {
            try compare(yardstick)
            try yardstick.remove()
        }
        try audit()
        if plan.parts.contains(.ledger) { try measureLedger() }
        return report
    }

    private func compare(_ yardstick: TPCB) throws {
        say("TPC-B for \(plan.seconds) s")
        report.tpcb.append(Ratio.rounded(try yardstick.run(seconds: plan.seconds)))
    }

    private func openAccounts() throws {
        try ground.start(["wallet"])
        try AccountLoad(ground: ground, feed: feed).open(plan.accounts) { [say] in say("accounts opened: \($0.grouped)")
        }
        ground.stop()
        // Not the tables that are still empty: one that was vacuumed while empty is planned as if it stayed so.
        try ground.admin.execute(script: "VACUUM ANALYZE wallet.account")
    }

    private func generator(_ pattern: PaymentGenerator.Pattern = .uniform) -> PaymentGenerator {
        seed += 1
        return PaymentGenerator(accounts: plan.accounts, pattern: pattern, seed: seed)
    }

    private func measureFlows() throws {
        try ground.start()
        if plan.parts.contains(.flow) {
            try measureIdle()
            let sizes = try tableBytes()
            let probe = try LatencyProbe(ground.settings.kafka)
            probe.open(from: 0)
            say("all workers, closed loop, \(plan.seconds) s")
            let sent = feed.sent
            let result = try closedLoop(generator(), seconds: plan.seconds, underWay: plan.underWay)
            probe.stop()
            report.flow = BenchReport.Flow(result, peak: ground.peakMebibytes(), latencies: probe.results())
            report.tableBytesPerPayment = try tableBytes().merging(sizes) { $0 - $1 }.mapValues {
                Ratio.rounded(Ratio.of(Double($0), to: Double(feed.sent - sent)))
            }
        }
        if plan.parts.contains(.latency) { try measureLatency() }
        if plan.parts.contains(.hot) {
            say("one payee")
            let payee = try closedLoop(generator(.hotPayee), seconds: plan.seconds, underWay: plan.underWay)
            report.hotPayee = BenchReport.Flow(payee, peak: ground.peakMebibytes())
            say("one payer")
            let payer = try closedLoop(generator(.hotPayer), seconds: plan.seconds, underWay: plan.underWay)
            report.hotPayer = BenchReport.Flow(payer, peak: ground.peakMebibytes())
        }
        ground.stop()
    }

    private func closedLoop(_ generator: PaymentGenerator, seconds: Int, underWay: Int) throws -> FlowResult {
        try FlowRun(ground: ground, feed: feed).closed(generator, seconds: seconds, underWay: underWay)
    }

    /// What the full speed before left to autovacuum is done first: it would take a third of a core here.
    private func measureLatency() throws {
        say("vacuum")
        try ground.admin.execute(script: "VACUUM ANALYZE")
        let rate = plan.rate ?? max(100, Int((report.flow?.perSecond ?? 2_000) / 2))
        say("all workers at \(rate.grouped)/s, \(plan.seconds) s")
        let probe = try LatencyProbe(ground.settings.kafka)
        let result = try FlowRun(ground: ground, feed: feed).open(
            generator(), seconds: plan.seconds, rate: rate, probe: probe)
        probe.stop()
        report.latency = BenchReport.Latency(result, rate: rate, latencies: probe.results())
    }

    private func measureHops() throws {
        var rounds: [[HopRun.Result]] = []
        for round in 1...max(plan.hopRounds, 1) {
            say("each worker alone, round \(round) of \(plan.hopRounds)")
            rounds.append(try HopRun(ground: ground, payments: plan.hopPayments).run(generator(), feed: feed))
        }
        report.hops = rounds[0].indices.map { hop in BenchReport.Hop(rounds.map { $0[hop] }) }
    }

    /// Few at once: each takes a transaction of every worker's.
    private func measureSingle() throws {
        say("one message in a transaction")
        try ground.start(flags: ["lane.batch.items=1"])
        let result = try closedLoop(generator(), seconds: min(plan.seconds, 10), underWay: 500)
        report.single = BenchReport.Flow(result, peak: ground.peakMebibytes())
        ground.stop()
    }

    private func measureGateway() throws {
        let run = GatewayRun(
            ground: ground, clients: plan.httpClients, people: plan.httpPeople, rounds: plan.httpRounds,
            seconds: Double(min(plan.seconds, 10)))
        report.gateway = BenchReport.Gateway(try run.run(say: say), clients: plan.httpClients)
    }

    private func measureBroker() throws {
        say("the same messages through librdkafka alone")
        let result = try PlainBroker(ground: ground, messages: plan.hopPayments).run(generator())
        report.brokerProduced = result.producedPerSecond.rounded()
        report.brokerConsumed = result.consumedPerSecond.rounded()
    }

    private func measureLedger() throws {
        let history = LedgerHistory(ground: ground)
        report.ledger = try history.compare(plan, feed: feed) { [say] in say($0) }
    }

    /// What the workers use while nothing is to do.
    private func measureIdle() throws {
        say("idle workers")
        Thread.sleep(forTimeInterval: 1)
        let before = try ground.usage()
        Thread.sleep(forTimeInterval: 4)
        let usage = try ground.usage().since(before)
        report.idlePercent = usage.cpuSeconds.mapValues { Ratio.rounded(100 * Ratio.of($0, to: usage.seconds), 2) }
    }

    private func tableBytes() throws -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: try ground.admin.query(ReadTableSizes()).map { ($0.table, $0.bytes) })
    }

    private func audit() throws {
        say("the audit")
        try ground.admin.execute(script: "ANALYZE")
        let audit = try AuditRun(settings: ground.settings).run()
        report.auditFindings = audit.findings.count
        report.payments = Int(audit.payments)
        for finding in audit.findings.prefix(10) { say("\(finding.check) \(finding.subject): \(finding.detail)") }
    }
}

/// This thread's children inherit what it blocks, and a pool's thread blocks everything: pgbench would never hear its
/// alarm, and a worker nothing that ends it.
private func takeSignals() {
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
}
