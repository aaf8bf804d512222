import Kafka
import Postgres

/// What was done about dead letters, by where they stand.
struct DeadLetterMarks {
    private var marks: [MessagePlace: [DeadLetterMark]] = [:]

    init(_ rows: [DeadLetterMark]) {
        marks = Dictionary(grouping: rows, by: \.place)
    }

    /// A mark of another time is about a letter of a topic that was made anew since.
    func state(of letter: DeadLetterItem) -> DeadLetterItem.State {
        let states = history(of: letter).map(\.state)
        return [.discarded, .requeued, .requeuing].first { states.contains($0) } ?? .open
    }

    /// In the order of time.
    func history(of letter: DeadLetterItem) -> [DeadLetterMark] {
        (marks[letter.place] ?? []).filter { $0.letterAt == letter.at }.sorted { $0.markedAt < $1.markedAt }
    }
}

/// Something was done about a dead letter.
public struct DeadLetterMark: Sendable, Encodable {
    let place: MessagePlace
    let letterAt: Moment
    public let state: DeadLetterItem.State
    public let markedAt: Moment
    public let operatorName: String
    public let reason: String

    private enum CodingKeys: String, CodingKey {
        case state, markedAt, operatorName, reason
    }
}

/// Every mark of a cluster's topic. Run it with the schema `operations` in the search path.
struct ReadMarks: Statement {
    static let sql = """
        SELECT topic, partition, message_offset, letter_at, state, marked_at, operator, reason
        FROM dead_letter_mark JOIN operation ON operation.id = operation
        WHERE cluster_id = $1 AND topic = $2
        """
    let clusterID: String
    let topic: String

    func bind(_ p: inout Parameters) {
        p.append(clusterID)
        p.append(topic)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> DeadLetterMark {
        let partition = TopicPartition(topic: try row.string(0), partition: try row.int32(1))
        return DeadLetterMark(
            place: MessagePlace(partition, try row.int64(2)), letterAt: Moment(try row.timestamptz(3)),
            state: DeadLetterItem.State(rawValue: try row.string(4)) ?? .open, markedAt: Moment(try row.timestamptz(5)),
            operatorName: try row.string(6), reason: try row.string(7))
    }
}

/// Writes down what is done about letters.
struct MarkLetters: Statement {
    static let sql = """
        INSERT INTO dead_letter_mark (cluster_id, topic, partition, message_offset, letter_at, state, operation)
        SELECT $1, letter.*, $6, $7
        FROM unnest($2::text[], $3::int[], $4::bigint[], $5::timestamptz[]) AS letter
        """
    let clusterID: String
    let letters: [DeadLetterItem]
    let state: DeadLetterItem.State
    let operation: UUIDBits

    func bind(_ p: inout Parameters) {
        p.append(clusterID)
        p.append(letters.map(\.place.partition.topic))
        p.append(letters.map(\.place.partition.partition))
        p.append(letters.map(\.place.offset))
        p.append(letters.map { Timestamptz(microseconds: $0.at.timestamp.microseconds) })
        p.append(state.rawValue)
        p.append(operation)
    }
}
