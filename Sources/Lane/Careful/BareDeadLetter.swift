import Kafka

/// A message that ended the process even as a dead letter was made of it: nothing of it is looked at, and only its
/// place goes along.
struct BareDeadLetter {
    let record: RecordView
    let refusal: Refusal
    let worker: String

    func row(lane: Int32, seq: Int64, at: Int64) -> OutboxRow {
        let headers: [(name: String, value: [UInt8])] = [
            ("giro-reason", Array(refusal.code.utf8)),
            ("giro-detail", Array(refusal.detail.utf8)),
            ("giro-origin", Array("\(record.topic)/\(record.partition)@\(record.offset)".utf8)),
            ("giro-origin-at", Array(EventTime.text(microseconds: at).utf8)),
            ("giro-attempts", Array("1".utf8)),
            ("giro-worker", Array(worker.utf8)),
            ("giro-redacted", Array("true".utf8)),
        ]
        return OutboxRow(
            lane: lane, seq: seq, topic: record.topic + ".dlq", key: "", type: "giro.dead_letter.v1", subject: "",
            value: [], headers: HeaderBlock.encode(headers), traceparent: nil, at: at)
    }
}
