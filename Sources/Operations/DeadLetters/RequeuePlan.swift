import CloudEvents
import Kafka

/// What `giro dlq requeue` would do.
public struct RequeuePlan: Sendable, Encodable {
    public struct Group: Sendable, Encodable {
        public let topic: String
        public let reason: String
        public internal(set) var letters: Int
    }

    /// A letter that cannot be put back.
    public struct Refused: Sendable, Encodable {
        public let place: MessagePlace
        /// `original_gone`: its value was masked or left out, and the message is not on its topic any more.
        /// `origin_unknown`: it does not say where it came from.
        public let code: String
    }

    public internal(set) var letters = 0
    public internal(set) var groups: [Group] = []
    /// Some that were begun to be put back before, without a word of how that ended: they may be on their topics.
    public internal(set) var begunBefore = 0
    /// Put back from the message itself, because the letter's value was masked or left out.
    public internal(set) var fromOriginals = 0
    public internal(set) var refused: [Refused] = []
    /// More match than are taken at once.
    public internal(set) var isLimited = false

    /// What is put back, in the order of the topics.
    var copies: [(letter: DeadLetterItem, copy: MessageCopy)] = []

    private enum CodingKeys: String, CodingKey {
        case letters, groups, begunBefore, fromOriginals, refused, isLimited
    }

    static let largestBytes = 64 << 20
}

extension DeadLetterBox {
    /// Looks for the letters and for what they are put back from. Changes nothing.
    /// - Parameter limit: the most that are taken at once; never more than 64 MiB of messages.
    public func planRequeue(_ filter: DeadLetterFilter, limit: Int) throws(OperationError) -> RequeuePlan {
        var plan = RequeuePlan()
        var found: [(letter: DeadLetterItem, content: OriginalMessage)] = []
        var bytes = 0
        try scan(filter) { letter, record in
            guard letter.state == .open || letter.state == .requeuing else { return }
            bytes += record.value.count
            if found.count >= limit || bytes > RequeuePlan.largestBytes {
                plan.isLimited = true
            } else {
                found.append((letter, OriginalMessage(record)))
            }
        }
        found.sort { $0.letter.place < $1.letter.place }
        let lacking = found.filter { $0.letter.isRedacted || ($0.content.value ?? []).isEmpty }
        let originals = try originals(of: lacking.map { ($0.letter, $0.content.value ?? []) })
        for (letter, content) in found { plan.take(letter, content, originals[letter.place]) }
        return plan
    }
}

extension RequeuePlan {
    fileprivate mutating func take(
        _ letter: DeadLetterItem, _ content: OriginalMessage, _ original: OriginalMessage?
    ) {
        guard let origin = letter.origin, origin.partition.topic == letter.topic else {
            refused.append(Refused(place: letter.place, code: "origin_unknown"))
            return
        }
        let isLacking = letter.isRedacted || (content.value ?? []).isEmpty
        if isLacking, original == nil {
            refused.append(Refused(place: letter.place, code: "original_gone"))
            return
        }
        // A message without a time of its own gets the one at which it was given up.
        let at = original?.timestampMilliseconds ?? (letter.originAt ?? letter.at).timestamp.microseconds / 1_000
        let own = original.map { Self.ownHeaders(of: $0) } ?? Self.keptHeaders(of: content)
        let copy = MessageCopy(
            topic: letter.topic, partition: origin.partition.partition,
            key: original.map(\.key) ?? content.key.flatMap { $0.isEmpty ? nil : $0 },
            value: original.map(\.value) ?? content.value, headers: own + Self.history(of: letter),
            timestampMilliseconds: RecordTime.clamped(at))
        copies.append((letter, copy))
        letters += 1
        if isLacking { fromOriginals += 1 }
        if letter.state == .requeuing { begunBefore += 1 }
        if let index = groups.firstIndex(where: { $0.topic == letter.topic && $0.reason == letter.reason }) {
            groups[index].letters += 1
        } else {
            groups.append(Group(topic: letter.topic, reason: letter.reason, letters: 1))
        }
    }

    /// The message's own headers, as the letter kept them.
    private static func keptHeaders(of letter: OriginalMessage) -> [(name: String, value: [UInt8])] {
        var headers: [(name: String, value: [UInt8])] = []
        for header in letter.headers where !written.contains(header.name) {
            if header.name.hasPrefix("giro-ce_") {
                headers.append((String(header.name.dropFirst("giro-".count)), header.value))
            } else if !header.name.hasPrefix("ce_"), header.name != CloudEventHeader.contentType {
                headers.append(header)
            }
        }
        if headers.contains(where: { $0.name == CloudEventHeader.type }) {
            headers.append((CloudEventHeader.contentType, Array(CloudEventHeader.contentTypeValue.utf8)))
        }
        return headers
    }

    private static func ownHeaders(of message: OriginalMessage) -> [(name: String, value: [UInt8])] {
        message.headers.filter { !written.contains($0.name) }
    }

    /// What tells where the message has been: it stays on it, also when it fails again.
    private static func history(of letter: DeadLetterItem) -> [(name: String, value: [UInt8])] {
        var history = [
            ("giro-attempts", "\(letter.attempts)"), ("giro-requeues", "\(letter.requeues + 1)"),
            ("giro-requeued-from", "\(letter.place)"), ("giro-last-reason", letter.reason),
            ("giro-first-origin", letter.firstOrigin ?? letter.origin.map { "\($0)" } ?? ""),
        ]
        if let written = letter.originTimestamp { history.append((MessageCopy.replacedTime, "\(written)")) }
        if let at = letter.firstAt ?? letter.originAt { history.append(("giro-first-at", "\(at.timestamp)")) }
        return history.map { ($0.0, Array($0.1.utf8)) }
    }

    /// Replaced, or about the letter and not about the message.
    private static let written: Set<String> = [
        "giro-attempts", "giro-requeues", "giro-requeued-from", "giro-last-reason", "giro-first-origin",
        "giro-first-at", "giro-reason", "giro-detail", "giro-origin", "giro-origin-at", "giro-origin-timestamp",
        "giro-worker",
        "giro-redacted", MessageCopy.replacedTime,
    ]
}
