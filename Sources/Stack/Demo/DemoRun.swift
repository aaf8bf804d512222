import Kafka
import Model
import Operations
import Payments
import Settings
import WalletWorker

/// Publishes the demo's workload to running workers, waits for every payment's end, and compares with the model.
public struct DemoRun {
    private let settings: Settings
    private let workload: Workload
    private let snapshot: DemoSnapshot
    private let producer: Producer
    /// The workload's payments. Others have theirs on the same stack.
    private let payments: [PaymentID]
    private let onProgress: (DemoProgress) -> Void

    /// What may be under way at once: the embedded broker keeps 5 MiB a partition and drops the oldest beyond.
    private static let underWay = 4_000

    /// What a stack of the demo's own runs with: its few customers pay each other all the time, and all are told.
    public static let flags = ["notification.limit.recipient=1000000000", "notification.limit.cause=1000000000"]

    /// - Parameter simulatorURL: where the billers of the workload are to be reached.
    public init(
        settings: Settings, payments: Int, simulatorURL: String, onProgress: @escaping (DemoProgress) -> Void
    ) throws {
        self.settings = settings
        self.onProgress = onProgress
        workload = Workload(seed: SeedFiles.workload.seed, payments: payments, endpoint: simulatorURL)
        snapshot = try DemoSnapshot(settings)
        producer = try Producer(settings.kafka, mode: .idempotent)
        var known: [PaymentID] = []
        workload.outcomes { payment, _, _ in known.append(payment) }
        self.payments = Array(Set(known))
    }

    public func run() async throws -> DemoReport {
        let clock = ContinuousClock()
        let started = clock.now
        let expectation = workload.expectation()
        let lettersBefore = try snapshot.deadLetters()

        try publish(workload.lines(in: .setup))
        try await awaitApplied(step: .opening)

        let funding = Array(workload.lines(in: .funding))
        let before = try snapshot.finalPayments(of: payments, wanted: 0)
        try publish(funding)
        try await awaitFinal(max(before, funding.count), of: expectation.payments, step: .funding)

        try await publishPayments(expected: expectation.payments)
        try await awaitFinal(expectation.payments, of: expectation.payments, step: .paying)
        try await awaitQuiet()

        return try report(expectation, lettersBefore: lettersBefore, took: clock.now - started)
    }

    private func publish(_ lines: some Sequence<SeedLine>) throws {
        for line in lines { try send(line) }
        try producer.flush(timeoutMilliseconds: 30_000)
    }

    private func send(_ line: SeedLine) throws {
        let noHeaders = Headers(expected: 0)
        try Array(line.key.utf8).withUnsafeBytes { key in
            try line.value.withUnsafeBytes { value in
                try producer.send(topic: line.topic, key: key, value: value, headers: noHeaders)
            }
        }
    }

    /// Not faster than payments come to their end.
    private func publishPayments(expected: Int) async throws {
        var published = 0
        var final = try snapshot.finalPayments(of: payments, wanted: 0)
        let isSecondTime = final >= expected
        for line in workload.lines(in: .payments) {
            try send(line)
            published += 1
            guard published % 500 == 0 else { continue }
            try producer.flush(timeoutMilliseconds: 30_000)
            repeat {
                final = try snapshot.finalPayments(of: payments, wanted: expected)
                onProgress(DemoProgress(step: .paying, done: min(final, expected), total: expected))
                if isSecondTime || published - final < Self.underWay { break }
                try await Task.sleep(for: .milliseconds(20))
            } while true
        }
        try producer.flush(timeoutMilliseconds: 30_000)
    }

    private func awaitApplied(step: DemoProgress.Step) async throws {
        let topics: Set = ["account.requested", "contact.updated", "biller.updated"]
        let total = workload.lines(in: .setup).reduce(0) { count, _ in count + 1 }
        try await wait(step) {
            let lag = try ["wallet", "billing", "notification"].reduce(0) {
                try $0 + snapshot.lag(of: $1, topics: topics)
            }
            return DemoProgress(step: step, done: total - Int(min(lag, Int64(total))), total: total)
        }
    }

    private func awaitFinal(_ count: Int, of total: Int, step: DemoProgress.Step) async throws {
        try await wait(step) {
            let final = try snapshot.finalPayments(of: payments, wanted: count)
            return DemoProgress(step: step, done: min(final, count), total: count)
        }
    }

    /// Every message applied, every mail sent or given up.
    private func awaitQuiet() async throws {
        try await wait(.closing) {
            var open = Int64(try snapshot.openMails())
            for (worker, topics) in RunningWorker.inputs {
                open += try snapshot.lag(of: worker, topics: Set(topics))
            }
            return DemoProgress(step: .closing, done: open == 0 ? 1 : 0, total: 1)
        }
    }

    /// Polls until everything is done; gives up when nothing moved for a minute.
    private func wait(_ step: DemoProgress.Step, _ look: () throws -> DemoProgress) async throws {
        let clock = ContinuousClock()
        var movedAt = clock.now
        var last = -1
        while true {
            let progress = try look()
            onProgress(progress)
            if progress.done >= progress.total { return }
            if progress.done != last {
                last = progress.done
                movedAt = clock.now
            } else if clock.now - movedAt > .seconds(60) {
                throw StackError(
                    .notReady, "\(step.rawValue): \(progress.done) of \(progress.total), and nothing moved for a minute"
                )
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func report(
        _ expectation: Expectation, lettersBefore: [String: Int64], took: Duration
    ) throws -> DemoReport {
        let accounts = expectation.balances.keys.map(\.text)
        let balances = try snapshot.query("wallet", BalancesOf(accounts))
        let letters = try snapshot.deadLetters()
        return DemoReport(
            expectation: expectation, balances: balances, outcomes: try snapshot.outcomes(of: payments),
            deadLetters: letters.mapValues { Int($0) }.merging(lettersBefore.mapValues { Int($0) }) { $0 - $1 },
            audit: try AuditRun(settings: settings).run(),
            seconds: Double(took.components.seconds)
                + Double(took.components.attoseconds) / 1e18)
    }
}
