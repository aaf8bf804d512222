import Foundation
import Messages
import Payments

/// Drives payments through all workers and counts how many become final.
///
/// A settled transfer tells two people, so the payment worker's outbox says how many are final without counting rows.
struct FlowRun {
    let ground: BenchGround
    let feed: MessageFeed
    /// Those that were final before.
    private let base: Int64
    private let told: Int64
    private let sentBefore: Int

    init(ground: BenchGround, feed: MessageFeed) throws {
        self.ground = ground
        self.feed = feed
        base = try ground.positions(of: "payment").emitted
        told = try ground.positions(of: "notification").applied[NotificationSend.topic] ?? 0
        sentBefore = feed.sent
    }

    private var sent: Int { feed.sent - sentBefore }

    /// Payments that every worker is done with.
    private func done() throws -> Int {
        let final = try ground.positions(of: "payment").emitted - base
        let noted = try (ground.positions(of: "notification").applied[NotificationSend.topic] ?? 0) - told
        return Int(min(final, noted) / 2)
    }

    /// As fast as they are done: at most `underWay` at once. The first seconds warm up and do not count.
    func closed(_ generator: PaymentGenerator, seconds: Int, underWay: Int, warmUp: Double = 2) throws -> FlowResult {
        var generator = generator
        var marks: [FlowResult.Mark] = []
        var first: UsageSample?
        let start = ContinuousClock.now
        var finished = 0
        while true {
            let elapsed = (ContinuousClock.now - start).inSeconds
            finished = try done()
            if first == nil, elapsed >= warmUp { first = try ground.usage() }
            marks.append(FlowResult.Mark(seconds: elapsed, done: finished))
            if elapsed >= Double(seconds) + warmUp { break }
            for _ in 0..<max(0, underWay - (sent - finished)) {
                try feed.send(generator.next(dueMicroseconds: Timestamp.now().microseconds))
            }
            feed.poll()
            usleep(5_000)
        }
        let last = try ground.usage()
        try finish()
        return FlowResult(marks: marks, warmUp: warmUp, usage: last.since(first ?? last))
    }

    /// At a rate, whether they are done or not, for some time. Each is due at its own moment.
    ///
    /// - Parameter then: what is to be done after that time, before it is waited for what is not done.
    func open(
        _ generator: PaymentGenerator, seconds: Int, rate: Int, probe: LatencyProbe, then: () throws -> Void = {}
    ) throws -> FlowResult {
        var generator = generator
        var marks: [FlowResult.Mark] = []
        let warmUp = 2.0
        let start = Timestamp.now().microseconds
        let end = start + Int64((Double(seconds) + warmUp) * 1e6)
        probe.open(from: start + Int64(warmUp * 1e6), to: end)
        var first: UsageSample?
        var looked: Int64 = 0
        while true {
            let now = Timestamp.now().microseconds
            if now >= end { break }
            while case let due = start + Int64(Double(sent) * 1e6 / Double(rate)), due <= now {
                try feed.send(generator.next(dueMicroseconds: due))
            }
            feed.poll()
            if now - looked > 100_000 {
                looked = now
                let elapsed = Double(now - start) / 1e6
                if first == nil, elapsed >= warmUp { first = try ground.usage() }
                marks.append(FlowResult.Mark(seconds: elapsed, done: try done()))
            }
            usleep(1_000)
        }
        let last = try ground.usage()
        try then()
        try finish()
        return FlowResult(marks: marks, warmUp: warmUp, usage: last.since(first ?? last))
    }

    /// Waits until everything sent is final.
    private func finish() throws {
        try feed.flush()
        let all = sent
        try ground.wait("\(all) payments to be final", seconds: 120) { try done() >= all }
        usleep(200_000)
    }
}

/// What became of a run of payments.
package struct FlowResult {
    /// How many were final after how long.
    package struct Mark: Equatable {
        package let seconds: Double
        package let done: Int

        package init(seconds: Double, done: Int) {
            self.seconds = seconds
            self.done = done
        }
    }

    let marks: [Mark]
    let warmUp: Double
    let usage: Usage

    package init(marks: [Mark], warmUp: Double, usage: Usage) {
        self.marks = marks
        self.warmUp = warmUp
        self.usage = usage
    }

    /// Payments that became final in the time that counts.
    package var payments: Int { (marks.last?.done ?? 0) - (counted.first?.done ?? 0) }

    package var perSecond: Double {
        guard let first = counted.first, let last = counted.last else { return 0 }
        return Ratio.of(Double(last.done - first.done), to: last.seconds - first.seconds)
    }

    /// Final in each whole second, the warm-up included: for a plot.
    package var bySecond: [Double] {
        guard let end = marks.last?.seconds else { return [] }
        return (0..<Int(end)).map { second in
            let inside = marks.filter { Int($0.seconds) == second }
            guard let first = inside.first, let last = inside.last else { return 0 }
            return Ratio.of(Double(last.done - first.done), to: last.seconds - first.seconds)
        }
    }

    /// Final a second in each whole minute that counts: whether the rate is flat.
    package var byMinute: [Double] {
        guard let end = marks.last?.seconds else { return [] }
        return (0..<Int((end - warmUp) / 60)).map { minute in
            let start = warmUp + Double(minute) * 60
            let inside = marks.filter { $0.seconds >= start && $0.seconds < start + 60 }
            guard let first = inside.first, let last = inside.last else { return 0 }
            return Ratio.of(Double(last.done - first.done), to: last.seconds - first.seconds)
        }
    }

    private var counted: [Mark] { marks.filter { $0.seconds >= warmUp } }
}
