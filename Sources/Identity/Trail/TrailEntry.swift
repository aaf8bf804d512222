import Crypto
import Payments
import Postgres

/// A line of the trail: what was done, with what result. Who did it, and whose data it was about, is in parts of which
/// the line has digests only, so that they can be erased.
public struct TrailEntry: Sendable, Equatable {
    public let id: Identifier
    public let at: Timestamp
    public let action: String
    /// `done`, or the code of the refusal.
    public let outcome: String
    public let subject: String?
    public let request: String
    let actor: [UInt8]
    let about: [UInt8]?

    static let columns = "e.id, e.at, e.action, e.outcome, e.subject, e.request, e.actor, e.about"

    init(
        id: Identifier, at: Timestamp, action: String, outcome: String, subject: String?, request: String,
        actor: [UInt8], about: [UInt8]?
    ) {
        self.id = id
        self.at = at
        self.action = action
        self.outcome = outcome
        self.subject = subject
        self.request = request
        self.actor = actor
        self.about = about
    }

    /// - Parameter first: the column that `columns` begin with.
    init(_ row: borrowing RowReader, from first: Int = 0) throws(PostgresError) {
        id = try row.value(first, as: Identifier.self)
        at = Timestamp(microseconds: try row.timestamptz(first + 1).microseconds)
        action = try row.string(first + 2)
        outcome = try row.string(first + 3)
        subject = try row.optionalString(first + 4)
        request = try row.string(first + 5)
        actor = try row.bytes(first + 6)
        about = try row.optionalBytes(first + 7)
    }

    /// The link that follows `previous`: SHA-256 of a name, that hash, the number, and every field with its length.
    func hash(number: Int64, after previous: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("giro/trail/1".utf8))
        hash.update(data: previous)
        withUnsafeBytes(of: number.bigEndian) { hash.update(data: $0) }
        let fields: [[UInt8]?] = [
            Array(id.description.utf8), Array(String(at.microseconds).utf8), Array(action.utf8), Array(outcome.utf8),
            subject.map { Array($0.utf8) }, Array(request.utf8), actor, about,
        ]
        for field in fields {
            withUnsafeBytes(of: Int64(field?.count ?? -1).bigEndian) { hash.update(data: $0) }
            hash.update(data: field ?? [])
        }
        return Array(hash.finalize())
    }

    /// What the first line follows.
    static let genesis = [UInt8](repeating: 0, count: 32)
}

/// A part of a line that can be erased.
struct TrailPart: Sendable {
    enum Role: String, Sendable {
        case actor
        case about
    }

    let entry: Identifier
    let role: Role
    /// A keyed hash of the person, to find what is about somebody.
    let person: [UInt8]?
    let sealed: [UInt8]
}
