import Foundation
import Kafka
import Operations
import Payments
import TestSupport
import Testing

/// What commands print, as files in Transcripts/. With GIRO_WRITE_TRANSCRIPTS set they are written anew.
@Suite("What operators' commands print", .serialized)
struct TranscriptTests {
    private static let payment = "0198c0de-0000-7000-8000-000000000001"
    private let broker: OperatedBroker
    private let database: OperatedDatabase

    init() throws {
        broker = try OperatedBroker(topics: [], partitions: 1)
        for name in ["payment.requested", "payment.requested.dlq", "bill.paid", "bill.paid.dlq"] {
            try broker.broker.createTopic(name, partitions: 1)
        }
        database = try OperatedDatabase(flags: broker.flags + ["operator.name=kim"])
    }

    private func check(_ lines: [String], _ name: String, isVolatile: Bool = false) throws {
        let transcript = Transcript(lines.joined(separator: "\n") + "\n", isVolatile: isVolatile)
        #expect(transcript.tooWide == [], "\(name) is wider than a terminal")
        #expect(try transcript.recorded(as: name) == transcript.lines, "\(name) differs")
    }

    private func giveUp(_ value: String, on topic: String, _ reason: String, by worker: String, minute: Int64) throws {
        let producer = try Producer(broker.configuration, mode: .idempotent)
        let headers = Headers(expected: 8)
        for (name, text) in [
            ("giro-reason", reason), ("giro-detail", "payee"), ("giro-origin", "\(topic)/0@\(minute)"),
            ("giro-origin-at", "2026-01-21T09:30:00Z"), ("giro-attempts", reason == "handler_failed" ? "3" : "1"),
            ("giro-worker", worker), ("giro-redacted", "false"),
        ] { headers.add(name, text) }
        try Array(value.utf8).withUnsafeBytes { value in
            try Array("anna".utf8).withUnsafeBytes { key in
                try producer.send(
                    topic: topic + ".dlq", partition: 0, key: key, value: value,
                    timestampMilliseconds: 1_768_987_800_000 + minute * 60_000, headers: headers)
            }
        }
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    @Test("giro dlq")
    func deadLetters() throws {
        let plain = Paint(isOn: false)
        let value = "{\"payment\":\"\(Self.payment)\",\"kind\":\"transfer\",\"payer\":\"anna\",\"payee\":\"a b\"}"
        for minute in 0..<3 {
            try giveUp(value, on: "payment.requested", "invalid_value", by: "wallet", minute: Int64(minute))
        }
        try giveUp("{", on: "payment.requested", "invalid_json", by: "payment", minute: 3)
        try giveUp("{\"payment\":\"\(Self.payment)\"}", on: "bill.paid", "handler_failed", by: "wallet", minute: 90)
        let box = try DeadLetterBox(database.settings)
        let now = Moment(Timestamp(microseconds: 1_768_987_800_000_000 + 7_200_000_000))
        var filter = DeadLetterFilter()
        try check(try box.list(filter, limit: 4, now: now).lines(paint: plain), "dlq-list.txt")
        let place = MessagePlace(TopicPartition(topic: "payment.requested.dlq", partition: 0), 0)
        try check(try #require(try box.show(place)).lines(paint: plain), "dlq-show.txt")
        filter.reasons = ["handler_failed"]
        let plan = try box.planRequeue(filter, limit: 10)
        try check(plan.lines(paint: plain), "dlq-requeue.txt")
        _ = try box.requeue(plan, of: filter, reason: "mended", perSecond: 100, stop: StopRequest())
        filter = DeadLetterFilter()
        filter.includesDealtWith = true
        try check(try box.list(filter, limit: 4, now: now).lines(paint: plain), "dlq-list-all.txt")
        let log = OperationLogReport(try OperationLog(database.settings).entries()).lines(paint: plain)
        try check(log, "log.txt", isVolatile: true)
    }

    @Test("giro replay, its forecast")
    func forecast() throws {
        try SettledBooks.write(to: database)
        for payment in [SettledBooks.transfer, Self.payment] {
            try broker.publish(
                """
                {"payment":"\(payment)","kind":"transfer","payer":"anna","payee":"ben","amount_minor":1234,\
                "currency":"EUR"}
                """, to: "payment.requested")
        }
        try broker.publish("nonsense", to: "payment.requested")
        var selection = ReplaySelection()
        selection.topics = ["payment.requested"]
        let forecast = try Replayer(database.settings).forecast(.reapply, selection)
        try check(forecast.lines(paint: Paint(isOn: false)), "replay-forecast.txt")
    }
}
