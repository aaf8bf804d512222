import CloudEvents
import Kafka
import Lane
import Payments

/// A dead letter as it stands on its topic.
public struct DeadLetterItem: Sendable, Encodable {
    public enum State: String, Sendable, Encodable, CaseIterable {
        /// Nobody has dealt with it.
        case open
        /// Somebody began to put it back, and what came of it was not written down: perhaps it is on its topic.
        case requeuing
        /// It was put back.
        case requeued
        /// Nobody will deal with it.
        case discarded
    }

    public let place: MessagePlace
    /// When it was given up.
    public let at: Moment
    /// The record has a number as its time that is none from 2000 to 2199; `at` is the nearest that is one.
    public let isTimeReplaced: Bool
    /// The topic that it came on.
    public let topic: String
    public let key: String?
    public let reason: String
    /// For people; names fields, never values.
    public let detail: String
    public let worker: String
    public let attempts: Int
    /// How often it was put back before.
    public let requeues: Int
    /// Where the message stands that was given up, and since when.
    public let origin: MessagePlace?
    public let originAt: Moment?
    /// What the message has in the place of a time, when that is none.
    public let originTimestamp: Int64?
    /// Where it stood first, when it was put back before.
    public let firstOrigin: String?
    public let firstAt: Moment?
    /// Where it can be known.
    public let payment: String?
    /// Whether something of the value was masked or left out.
    public let isRedacted: Bool
    public internal(set) var state: State

    /// Nil for a record that is no dead letter of a lane engine.
    init?(_ record: RecordView) {
        guard record.topic.hasSuffix(Self.suffix), let reason = record.header("giro-reason") else { return nil }
        place = MessagePlace(TopicPartition(topic: record.topic, partition: record.partition), record.offset)
        let milliseconds = RecordTime.clamped(record.writtenTimestamp)
        at = Moment(Timestamp(microseconds: milliseconds * 1_000))
        isTimeReplaced = milliseconds != record.writtenTimestamp
        topic = String(record.topic.dropLast(Self.suffix.count))
        let key = record.key.map { String(decoding: $0.prefix(256), as: UTF8.self) } ?? ""
        self.key = key.isEmpty ? nil : key
        self.reason = reason
        detail = record.header("giro-detail") ?? ""
        worker = record.header("giro-worker") ?? ""
        attempts = HeaderCount.read(record.header("giro-attempts")) ?? 1
        requeues = HeaderCount.read(record.header("giro-requeues")) ?? 0
        origin = record.header("giro-origin").flatMap { MessagePlace($0) }
        originAt = record.header("giro-origin-at").flatMap { Timestamp($0) }.map { Moment($0) }
        originTimestamp = record.header("giro-origin-timestamp").flatMap { Int64($0) }
        firstOrigin = record.header("giro-first-origin")
        firstAt = record.header("giro-first-at").flatMap { Timestamp($0) }.map { Moment($0) }
        payment = Self.payment(of: record)
        isRedacted = record.header("giro-redacted") == "true"
        state = .open
    }

    static let suffix = ".dlq"

    /// The event's subject, else the value's member.
    private static func payment(of record: RecordView) -> String? {
        if let subject = record.header("giro-ce_subject"), PaymentID(subject) != nil { return subject.lowercased() }
        guard let spans = try? JSONObjectSpans(Array(record.value)), let text = try? spans.string("payment"),
            let id = PaymentID(text)
        else { return nil }
        return id.description
    }
}
