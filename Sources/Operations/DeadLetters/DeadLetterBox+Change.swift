import Kafka
import Postgres
import Settings

/// How many letters were dealt with, and how it ended.
public struct DeadLetterChange: Sendable, Encodable {
    public let operation: String
    public internal(set) var done = 0
    public let of: Int
    /// Ended before its end, because somebody asked for it.
    public internal(set) var isStopped = false
}

extension DeadLetterBox {
    /// Puts letters back on their own topics, a few at a time: written down as begun, published, written down as done.
    ///
    /// Each message is on its topic at least once. A crash in between leaves its last few letters as `requeuing`: the
    /// next requeue takes them again and says so, and handlers know a message that comes twice.
    ///
    /// - Parameters:
    ///   - perSecond: messages a second.
    ///   - onProgress: after each few.
    public func requeue(
        _ plan: RequeuePlan, of filter: DeadLetterFilter, reason: String, perSecond: Int, stop: StopRequest,
        onProgress: (DeadLetterChange) -> Void = { _ in }
    ) throws(OperationError) -> DeadLetterChange {
        try lock()
        try refuseStale(plan.copies.map(\.letter))
        let operation = try log.begin("dlq requeue", target: filter.summary, reason: reason)
        var change = DeadLetterChange(operation: operation.id, of: plan.copies.count)
        do throws(OperationError) {
            let producer = try CopyProducer(kafka)
            var pace = Pace(perSecond: perSecond)
            var rest = plan.copies[...]
            while !rest.isEmpty, !stop.isSet {
                let few = rest.prefix(pace.chunk)
                rest = rest.dropFirst(few.count)
                try mark(few.map(\.letter), .requeuing, operation)
                for entry in few { try producer.send(entry.copy) }
                try producer.flush()
                try mark(few.map(\.letter), .requeued, operation)
                change.done += few.count
                onProgress(change)
                if !rest.isEmpty { pace.wait(after: few.count, unless: stop) }
            }
        } catch {
            try? operation.end(.failed, "\(error.code) after \(change.done) of \(change.of)")
            throw error
        }
        change.isStopped = change.done < change.of
        try operation.end(change.isStopped ? .stopped : .done, "\(change.done) of \(change.of) put back")
        return change
    }

    /// Writes down that nobody will deal with these. What is on the topics stays there.
    public func discard(
        _ letters: [DeadLetterItem], of filter: DeadLetterFilter, reason: String
    ) throws(OperationError) -> DeadLetterChange {
        try lock()
        try refuseStale(letters)
        var change = DeadLetterChange(operation: "", of: letters.count)
        let operation = try log.record("dlq discard", target: filter.summary, reason: reason) {
            operation throws(OperationError) in
            for start in stride(from: 0, to: letters.count, by: 5_000) {
                try mark(Array(letters[start..<min(start + 5_000, letters.count)]), .discarded, operation)
            }
            return "\(letters.count) discarded"
        }
        change = DeadLetterChange(operation: operation.id, of: letters.count)
        change.done = letters.count
        return change
    }

    /// The open letters that the filter matches, in the order of the topics.
    public func openLetters(
        _ filter: DeadLetterFilter, limit: Int
    ) throws(OperationError) -> (letters: [DeadLetterItem], isLimited: Bool) {
        var letters: [DeadLetterItem] = []
        var isLimited = false
        try scan(filter) { letter, _ in
            guard letter.state == .open || letter.state == .requeuing else { return }
            if letters.count < limit { letters.append(letter) } else { isLimited = true }
        }
        return (letters.sorted { $0.place < $1.place }, isLimited)
    }

    private func mark(
        _ letters: [DeadLetterItem], _ state: DeadLetterItem.State, _ operation: LoggedOperation
    ) throws(OperationError) {
        let statement = MarkLetters(clusterID: clusterID, letters: letters, state: state, operation: operation.bits)
        try asking(Settings.operationsSchema) { () throws(PostgresError) in try log.connection.execute(statement) }
    }

    /// Between the look and the lock somebody else may have dealt with some.
    private func refuseStale(_ letters: [DeadLetterItem]) throws(OperationError) {
        var marks: [String: DeadLetterMarks] = [:]
        for letter in letters {
            let topic = letter.place.partition.topic
            if marks[topic] == nil { marks[topic] = try self.marks(of: topic) }
            if marks[topic]?.state(of: letter) != letter.state {
                throw OperationError(.underWay, "somebody else has dealt with \(letter.place) meanwhile; look again")
            }
        }
    }
}
