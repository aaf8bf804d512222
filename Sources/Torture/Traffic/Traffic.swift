import Kafka
import Lane
import Messages
import Model
import Payments

/// Publishes the workload: the phases one after another, payments at a rate, some lines twice, and lines of different
/// keys in another order. Tells the model what it published, so that the model knows the right result.
final class Traffic {
    private let producer: Producer
    private var random: SeededRandom
    private var payments: AnyIterator<Entry>
    private var model = ReferenceModel()
    private(set) var endpoints: Endpoints
    /// Lines drawn and not yet published.
    private var window: [Entry] = []
    /// Copies of earlier lines and cancellations of their payments, to come after so many more.
    private var later: [(entry: Entry, after: Int)] = []
    /// Whether payers change their minds. What was perhaps ordered is certain a minute later only.
    var cancels = true
    private let workload: Workload
    private let hasTimes: Bool

    /// Lines published, by phase.
    private(set) var lines: [SeedLine.Phase: Int] = [:]
    private(set) var duplicates = 0
    /// Records that are meant to do harm.
    private(set) var hostile = 0
    /// Payments that were asked to be cancelled.
    private(set) var wantedBack: [PaymentID: PaymentOrder] = [:]
    /// Of all lines, by content: how often it was published.
    private(set) var published: [UInt64: Int] = [:]
    /// Lines that end as dead letters, by content.
    private var doomed: [UInt64: [Doom]] = [:]
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
    /// One payment in so many that could be cancelled is, and of those whose biller makes trouble.
    private static let cancelledShare = 40
    private static let troubledShare = 2
    /// One in so many is followed by a hostile record on any topic, and one by a copy of itself with hostile headers.
    private static let hostileShare = 60
    /// One in so many is followed by a message of almost the broker's limit, 1 MB.
    private static let oversizedShare = 1_500
    private static let oversizedBytes = 950_000

    /// - Parameter hasTimes: whether the broker takes records with numbers in the place of a time. Since 4.0 brokers
    ///   refuse most of them.
    init(_ kafka: ClientConfiguration, workload: Workload, seed: UInt64, hasTimes: Bool) throws(KafkaError) {
        self.hasTimes = hasTimes
        producer = try Producer(kafka, mode: .idempotent)
        random = SeededRandom(seed: seed &+ 71)
        self.workload = workload
        endpoints = Endpoints(of: workload.population)
        payments = AnyIterator(workload.entries(in: .payments).makeIterator())
    }

    /// - Parameter cancelled: payments that were asked to be cancelled, and were.
    func expectation(cancelled: [PaymentOrder] = []) -> Expectation {
        model.expectation(seed: workload.seed, cancelled: cancelled)
    }

    /// - Parameter url: of an endpoint, by its id.
    func announceEndpoints(_ url: (String) -> String) throws {
        for announcement in endpoints.announcements(url) {
            try send(WebhookUpdated.topic, key: announcement.key, announcement.json(), in: .setup)
        }
    }

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
            if random.below(Self.hostileShare) == 0 { try publishHostile() }
            if random.below(Self.hostileShare) == 0 { try publishAgain(entry) }
        }
        return true
    }

    /// The dead letters that the copies on the topics call for, by worker and code.
    func expectedDeadLetters(copies: [UInt64: Int]) -> [String: [String: Int]] {
        var letters: [String: [String: Int]] = [:]
        for (content, doom) in doomed.flatMap({ content, dooms in dooms.map { (content, $0) } }) {
            for worker in doom.workers { letters[worker, default: [:]][doom.code, default: 0] += copies[content] ?? 0 }
        }
        return letters
    }

    /// One payload for each stage that a process can be ended at: a line that wallet does not survive decoding, a
    /// contact that notification does not survive handling, and a bill whose call billing does not survive.
    func publishDeadly() throws {
        let note = Array("{\"note\":\"\(DeadlyRecord.decoded.text)\"}".utf8)
        let payer = workload.population.customer(.steady, 0)
        let content = try send("payment.requested", key: payer.account.text, note, in: .payments)
        doomed[content] = [
            Doom(code: "ended_process", workers: ["wallet"]), Doom(code: "missing_field", workers: ["payment"]),
        ]
        guard let stranger = AccountID("no-customer") else { return }
        let contact = ContactUpdated(
            account: stranger, email: "stranger@example.org", name: DeadlyRecord.handled.text)
        let letter = try send(ContactUpdated.topic, key: contact.key, contact.json(), in: .payments)
        doomed[letter] = [Doom(code: "ended_process", workers: ["notification"])]
        try publish(
            .bill(
                deadlyPayment, payer: payer, number: DeadlyRecord.called.text,
                at: Timestamp(microseconds: WallClock.microseconds())))
        try flush()
    }

    /// The payment whose call to its biller ends the process.
    let deadlyPayment = PaymentID(high: 0x0198_c0de_0000_7000, low: 0x8000_dead_0000_0001)

    private func publish(_ entry: Entry) throws {
        let line = entry.line
        let content = try send(line.topic, key: line.key, line.value, in: line.phase)
        let outcome = model.apply(entry.meaning)
        switch entry.meaning {
        case .malformed(let code): doomed[content] = [Doom(code: code, workers: ["wallet", "payment"])]
        case .payment(let order):
            if let outcome { endpoints.expect(order, outcome) }
            let first = firsts[order.id] ?? content
            firsts[order.id] = first
            if outcome == .settled, cancels, order.id != deadlyPayment { considerCancelling(order) }
            if first != content { doomed[content] = [Doom(code: "idempotency_conflict", workers: ["wallet"])] }
        case .cancellation(let order): wantedBack[order.id] = order
        case .account, .contact, .biller: break
        }
    }

    /// - Returns: the value's content.
    @discardableResult
    private func send(_ topic: String, key: String, _ value: [UInt8], in phase: SeedLine.Phase) throws -> UInt64 {
        try producer.send(topic: topic, key: key, value: value, headers: Headers(expected: 0))
        let content = ContentHash.of(topic: topic, key: key.utf8, value: value)
        note(content, in: phase)
        return content
    }

    private func note(_ content: UInt64, in phase: SeedLine.Phase) {
        lines[phase, default: 0] += 1
        published[content, default: 0] += 1
    }

    private func publishHostile() throws {
        hostile += 1
        let topic = random.pick(Catalogue.topics.filter { !$0.consumers.isEmpty }).name
        let record = random.pick(HostileRecord.all(on: topic, marker: "\(hostile)", hasTimes: hasTimes))
        try record.send(with: producer)
        let content = ContentHash.of(topic: topic, key: record.key ?? [], value: record.value ?? [])
        note(content, in: .payments)
        if let code = record.code { doomed[content] = [Doom(code: code, workers: record.workers)] }
    }

    /// The same line, with headers that make no sense: it is handled as any copy is.
    private func publishAgain(_ entry: Entry) throws {
        duplicates += 1
        var copy = HostileRecord("a copy", topic: entry.line.topic, code: nil)
        copy.key = Array(entry.line.key.utf8)
        copy.value = entry.line.value
        copy.headers = random.pick([HostileRecord.thousandHeaders, HostileRecord.controlHeaders])
        try copy.send(with: producer)
        note(entry.line.content, in: entry.line.phase)
    }

    /// Only what a biller brings about can be cancelled.
    private func considerCancelling(_ order: PaymentOrder) {
        guard order.kind != .transfer else { return }
        let isTroubled = BillerRule.all.contains { $0.isTrouble && (order.bill ?? "").hasPrefix($0.billPrefix) }
        guard random.below(isTroubled ? Self.troubledShare : Self.cancelledShare) == 0 else { return }
        let entry = Entry.cancellation(of: order)
        for _ in 0...random.below(2) { later.append((entry, random.below(30))) }
    }

    /// A copy whose time has come, or a line of the window that no earlier one of its key waits behind.
    private func draw() -> Entry? {
        for index in later.indices { later[index].after -= 1 }
        if let due = later.firstIndex(where: { $0.after <= 0 }) {
            let entry = later.remove(at: due).entry
            if published[entry.line.content] != nil { duplicates += 1 }
            return entry
        }
        while window.count < Self.windowSize, let next = payments.next() { window.append(next) }
        guard !window.isEmpty else { return nil }
        var place = random.below(window.count)
        let key = window[place].line.key
        place = window.firstIndex { $0.line.key == key } ?? place
        let entry = window.remove(at: place)
        if random.below(Self.oversizedShare) == 0 {
            later.append((Entry.oversized(key: key, bytes: Self.oversizedBytes), 0))
        }
        if random.below(Self.duplicateShare) == 0 { later.append((entry, 1 + random.below(200))) }
        return entry
    }
}

extension SeedLine {
    fileprivate var content: UInt64 { ContentHash.of(topic: topic, key: key.utf8, value: value) }
}
