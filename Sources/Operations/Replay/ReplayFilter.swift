import CloudEvents
import Kafka
import Messages
import Payments

/// Whether a message of a log is one of those that are replayed.
final class ReplayFilter {
    static let header = "giro-replay"

    private let selection: ReplaySelection
    private let key: [UInt8]?
    private let payment: PaymentID?

    init(_ selection: ReplaySelection) {
        self.selection = selection
        key = selection.key.map { Array($0.utf8) }
        payment = selection.payment.flatMap { PaymentID($0) }
    }

    /// Copies of former replays are left out: what they are copies of is in the log before them.
    func wants(_ record: RecordView) -> Bool {
        if record.header(Self.header) != nil { return false }
        if !isInTime(record) { return false }
        if let key, !(record.key?.elementsEqual(key) ?? false) { return false }
        if let payment { return Self.payment(of: record) == payment }
        return true
    }

    /// A record without a time is of no time that can be asked for.
    private func isInTime(_ record: RecordView) -> Bool {
        if selection.sinceMilliseconds == nil, selection.untilMilliseconds == nil { return true }
        guard let at = record.timestampMilliseconds else { return false }
        return at >= selection.sinceMilliseconds ?? .min && at < selection.untilMilliseconds ?? .max
    }

    /// The event's subject, else the value's member.
    private static func payment(of record: RecordView) -> PaymentID? {
        if let subject = record.header(CloudEventHeader.subject) { return PaymentID(subject) }
        guard let spans = try? JSONObjectSpans(Array(record.value)) else { return nil }
        return (try? spans.string("payment")).flatMap { PaymentID($0) }
    }
}
