import CloudEvents
import Kafka

/// A message that is given up, as the outbox row that takes it to `<topic>.dlq`.
///
/// The value goes along with card numbers and mail addresses masked; of topics that carry personal data nothing goes
/// along but the place where the message stands.
struct DeadLetter {
    let record: RecordView
    let refusal: Refusal
    let attempts: Int
    let worker: String
    let isPersonal: Bool

    func row(lane: Int32, seq: Int64, at: Int64) -> OutboxRow {
        let isKept = !isPersonal && record.value.count <= Self.largestValue
        let masked = isKept ? Redaction.masked(Array(record.value)) : (bytes: [], changed: true)
        var headers = keptHeaders
        headers += [
            ("giro-reason", Array(refusal.code.utf8)),
            ("giro-detail", Array(refusal.detail.utf8.prefix(500))),
            ("giro-origin", Array("\(record.topic)/\(record.partition)@\(record.offset)".utf8)),
            originTime,
            ("giro-attempts", Array(String(previousAttempts + attempts).utf8)),
            ("giro-worker", Array(worker.utf8)),
            ("giro-redacted", Array((masked.changed ? "true" : "false").utf8)),
        ]
        return OutboxRow(
            lane: lane, seq: seq, topic: record.topic + ".dlq", key: key, type: "giro.dead_letter.v1", subject: subject,
            value: masked.bytes, headers: HeaderBlock.encode(headers), traceparent: nil, at: at)
    }

    /// Of when the message is; or the number that it has in the place of a time.
    private var originTime: (name: String, value: [UInt8]) {
        guard let milliseconds = record.timestampMilliseconds else {
            return ("giro-origin-timestamp", Array(String(record.writtenTimestamp).utf8))
        }
        return ("giro-origin-at", Array(EventTime.text(microseconds: milliseconds * 1_000).utf8))
    }

    /// Keys are text in Giro; what is not valid UTF-8 or too long is not kept, the origin tells where it is.
    private var key: String {
        guard let key = record.key, key.count <= 256, let text = String(validating: key, as: UTF8.self) else {
            return ""
        }
        return text.utf8.contains(0) ? "" : text
    }

    /// What the message is about, a payment mostly, so that it is found with the rest that was said of it.
    private var subject: String {
        guard let subject = record.header(CloudEventHeader.subject), subject.utf8.count <= 256,
            !subject.utf8.contains(0)
        else { return "" }
        return subject
    }

    /// The message's own, as far as they are few, short and not personal.
    private var keptHeaders: [(name: String, value: [UInt8])] {
        var room = Self.largestHeaders
        return record.headers().compactMap { header in
            let isEvent = header.name.hasPrefix("ce_")
            if Self.replaced.contains(header.name) { return nil }
            if isPersonal && !isEvent && !Self.history.contains(header.name) { return nil }
            room -= header.name.utf8.count + header.value.count
            return room >= 0 ? (isEvent ? "giro-\(header.name)" : header.name, header.value) : nil
        }
    }

    /// Bytes. With its headers the dead letter must fit where the message did (`message.max.bytes`, 1 MB by default);
    /// what does not is left where `giro-origin` says.
    private static let largestValue = 900_000
    private static let largestHeaders = 32_768

    /// A message put back on its topic keeps its count.
    private var previousAttempts: Int { HeaderCount.read(record.header("giro-attempts")) ?? 0 }

    /// Replaced. The message's own `ce_` headers are kept as `giro-ce_`.
    private static let replaced: Set<String> = [
        "giro-reason", "giro-detail", "giro-origin", "giro-origin-at", "giro-origin-timestamp", "giro-attempts",
        "giro-worker", "giro-redacted", "content-type",
    ]

    /// What a message that was put back tells of its past; `giro dlq requeue` writes them.
    private static let history: Set<String> = ["giro-first-origin", "giro-first-at", "giro-requeues"]
}
