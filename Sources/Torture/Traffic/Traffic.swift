import Kafka
import Model
import Payments

/// Publishes the workload: the phases one after another, payments at a rate, some lines twice, and lines of different
/// keys in another order. Tells the model what it published, so that the model knows the right result.
final class Traffic {
    private let producer: Producer
    private var random: SeededRandom
    private var payments: AnyIterator<Entry>
    private var model = ReferenceModel()
    /// Lines drawn and not yet published.
    private var window: [Entry] = []
    /// Copies of earlier lines, to come after so many more.
    private var copies: [(entry: Entry, after: Int)] = []
    private let workload: Workload

    /// Lines published, by phase.
    private(set) var lines: [SeedLine.Phase: Int] = [:]
    private(set) var duplicates = 0
    /// Of all lines, by content: how often it was published.
    private(set) var published: [UInt64: Int] = [:]
    /// Lines that end as dead letters, by content.
    private var doomed: [UInt64: Doom] = [:]
    /// The first line of each payment, by content: another one is a conflict.
    private var firsts: [PaymentID: UInt64] = [:]

    /// Why a line is a dead letter, and of which workers.
    private struct Doom {
        let code: String
        let workers: [String]
    }

    private static let windowSize = 40
    /// One line in this many comes twice.
    private static let duplicateShare = 12
    /// One in so many is followed by a message of almost the broker's limit, 1 MB.
    private static let oversizedShare = 1_500
    private static let oversizedBytes = 950_000

    init(_ kafka: ClientConfiguration, workload: Workload, seed: UInt64) throws(KafkaError) {
        producer = try Producer(kafka, mode: .idempotent)
        random = SeededRandom(seed: seed &+ 71)
        self.workload = workload
        payments = AnyIterator(workload.entries(in: .payments).makeIterator())
    }

    var expectation: Expectation { model.expectation(seed: workload.seed) }

    func publish(_ phase: SeedLine.Phase) throws {
        for entry in workload.entries(in: phase) { try publish(entry) }
        try flush()
    }

    func flush() throws(KafkaError) { try producer.flush(timeoutMilliseconds: 60_000) }

    func poll() { producer.poll() }

    /// - Returns: false when the workload has no more lines.
    func publishPayments(_ count: Int) throws -> Bool {
        for _ in 0..<count {
            guard let entry = draw() else { return false }
            try publish(entry)
        }
        return true
    }

    /// The dead letters that the copies on the topics call for, by worker and code.
    func expectedDeadLetters(copies: [UInt64: Int]) -> [String: [String: Int]] {
        var letters: [String: [String: Int]] = [:]
        for (content, doom) in doomed {
            for worker in doom.workers { letters[worker, default: [:]][doom.code, default: 0] += copies[content] ?? 0 }
        }
        return letters
    }

    private func publish(_ entry: Entry) throws {
        let noHeaders = Headers(expected: 0)
        try Array(entry.line.key.utf8).withUnsafeBytes { key in
            try entry.line.value.withUnsafeBytes { value in
                try producer.send(topic: entry.line.topic, key: key, value: value, headers: noHeaders)
            }
        }
        lines[entry.line.phase, default: 0] += 1
        let content = ContentHash.of(entry.line.value)
        published[content, default: 0] += 1
        model.apply(entry.meaning)
        switch entry.meaning {
        case .malformed(let code): doomed[content] = Doom(code: code, workers: ["wallet", "payment"])
        case .payment(let order):
            let first = firsts[order.id] ?? content
            firsts[order.id] = first
            if first != content { doomed[content] = Doom(code: "idempotency_conflict", workers: ["wallet"]) }
        case .account, .contact, .biller: break
        }
    }

    /// A copy whose time has come, or a line of the window that no earlier one of its key waits behind.
    private func draw() -> Entry? {
        for index in copies.indices { copies[index].after -= 1 }
        if let due = copies.firstIndex(where: { $0.after <= 0 }) {
            let entry = copies.remove(at: due).entry
            if published[ContentHash.of(entry.line.value)] != nil { duplicates += 1 }
            return entry
        }
        while window.count < Self.windowSize, let next = payments.next() { window.append(next) }
        guard !window.isEmpty else { return nil }
        var place = random.below(window.count)
        let key = window[place].line.key
        place = window.firstIndex { $0.line.key == key } ?? place
        let entry = window.remove(at: place)
        if random.below(Self.oversizedShare) == 0 {
            copies.append((Entry.oversized(key: key, bytes: Self.oversizedBytes), 0))
        }
        if random.below(Self.duplicateShare) == 0 { copies.append((entry, 1 + random.below(200))) }
        return entry
    }
}
