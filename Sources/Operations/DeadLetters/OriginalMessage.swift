import CloudEvents
import Kafka

/// A message as it stands on its own topic, unmasked.
struct OriginalMessage {
    let key: [UInt8]?
    let value: [UInt8]?
    let headers: [(name: String, value: [UInt8])]
    /// Nil when it is no time from 2000 to 2199.
    let timestampMilliseconds: Int64?
    /// What stands there, whatever it is.
    let writtenTimestamp: Int64

    init(_ record: RecordView) {
        key = record.key.map { Array($0) }
        value = record.value.baseAddress == nil ? nil : Array(record.value)
        headers = record.headers()
        timestampMilliseconds = record.timestampMilliseconds
        writtenTimestamp = record.writtenTimestamp
    }

    /// Whether it is what the letter is about. Offsets of another cluster, or of a topic that was made again, name
    /// other messages: so the key, and what the letter has kept of the time and the value, must be the same.
    func isOriginal(of letter: DeadLetterItem, _ letterValue: [UInt8]) -> Bool {
        if let key = letter.key, Array(key.utf8) != Array((self.key ?? []).prefix(256)) { return false }
        if let at = letter.originAt, at.timestamp.microseconds != timestampMilliseconds.map({ $0 * 1_000 }) {
            return false
        }
        if let written = letter.originTimestamp, written != writtenTimestamp { return false }
        let isLeftOut = letterValue.isEmpty && letter.isRedacted
        if isLeftOut { return letter.originAt != nil || letter.originTimestamp != nil }
        return Redaction.masked(value ?? []).bytes == letterValue
    }
}

extension DeadLetterBox {
    /// Those that are still on their topics.
    func originals(
        of letters: [(letter: DeadLetterItem, value: [UInt8])]
    ) throws(OperationError) -> [MessagePlace: OriginalMessage] {
        var places: [MessagePlace] = []
        var ends: [TopicPartition: (low: Int64, high: Int64)] = [:]
        for (letter, _) in letters {
            guard let origin = letter.origin, origin.partition.topic == letter.topic else { continue }
            if ends[origin.partition] == nil { ends[origin.partition] = try self.ends(of: origin.partition) }
            if let end = ends[origin.partition], origin.offset >= end.low, origin.offset < end.high {
                places.append(origin)
            }
        }
        let found = try LogReader.messages(at: places, kafka) { OriginalMessage($0) }
        return letters.reduce(into: [:]) { originals, entry in
            guard let origin = entry.letter.origin, let message = found[origin],
                message.isOriginal(of: entry.letter, entry.value)
            else { return }
            originals[entry.letter.place] = message
        }
    }
}
