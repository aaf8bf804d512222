import Payments
import Postgres

/// How often one may guess. Each attempt is counted before the password is looked at, so many at once gain nothing. A
/// right one clears the count of the name and takes its own attempt back from the address's.
enum GuessLimit {
    case name
    case address

    /// Attempts that cost nothing.
    var free: Int32 {
        switch self {
        case .name: 5
        case .address: 50
        }
    }

    static let longestPauseSeconds = 900
}

/// Counts an attempt, unless the pause after the last one is not over: then it answers with the seconds left.
///
/// After `free` attempts each pause is twice the one before, from 1 s to 15 min. An hour without any forgets them.
struct CountGuess: Statement, Sendable {
    let bucket: [UInt8]
    let free: Int32

    static let sql = """
        WITH known AS (
            SELECT ceil(extract(epoch FROM last_at - now())
                + least(\(GuessLimit.longestPauseSeconds), power(2, least(failures - $2, 20))))::integer AS pause
            FROM guess
            WHERE bucket = $1 AND failures >= $2 AND last_at > now() - interval '1 hour'),
        counted AS (
            INSERT INTO guess (bucket, failures, last_at)
            SELECT $1, 1, now() WHERE NOT EXISTS (SELECT FROM known WHERE pause > 0)
            ON CONFLICT (bucket) DO UPDATE SET last_at = now(), failures =
                CASE WHEN guess.last_at > now() - interval '1 hour' THEN guess.failures + 1 ELSE 1 END)
        SELECT coalesce((SELECT pause FROM known WHERE pause > 0), 0)
        """

    func bind(_ p: inout Parameters) {
        p.append(bucket)
        p.append(free)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int32 { try row.int32(0) }
}

struct ForgetGuesses: Statement, Sendable {
    let bucket: [UInt8]

    static let sql = "DELETE FROM guess WHERE bucket = $1"
    func bind(_ p: inout Parameters) { p.append(bucket) }
}

/// Takes one attempt back: it was right.
struct TakeBackGuess: Statement, Sendable {
    let bucket: [UInt8]

    static let sql = "UPDATE guess SET failures = failures - 1 WHERE bucket = $1 AND failures > 0"
    func bind(_ p: inout Parameters) { p.append(bucket) }
}

/// Whether a log-in with the name from the network was right within the last month.
struct IsKnownPlace: Statement, Sendable {
    let bucket: [UInt8]

    static let sql = "SELECT EXISTS (SELECT FROM known_place WHERE bucket = $1 AND at > now() - interval '30 days')"
    func bind(_ p: inout Parameters) { p.append(bucket) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}

struct RememberPlace: Statement, Sendable {
    let bucket: [UInt8]

    static let sql = """
        INSERT INTO known_place (bucket) VALUES ($1) ON CONFLICT (bucket) DO UPDATE SET at = now()
        """
    func bind(_ p: inout Parameters) { p.append(bucket) }
}

/// An attempt to log in: what it counts with.
///
/// Who has logged in from a network lately does not count with it, only with their name: a company behind one address
/// is not kept out by what others there mistype.
struct LoginAttempt: Sendable {
    let name: [UInt8]
    let network: [UInt8]
    let place: [UInt8]

    init(name: String, address: String, root: RootKey) throws(IdentityError) {
        let network = CountedAddress(address).text
        let name = Lookup.normalized(name)
        self.name = try root.hash("guess/name", name)
        self.network = try root.hash("guess/address", network)
        place = try root.hash("guess/place", [Array(name.utf8), Array(network.utf8)])
    }

    /// - Returns: whether it counts with the network.
    /// - Throws: `too_many_attempts`.
    func count(on connection: Connection) throws -> Bool {
        let isKnown = try connection.query(IsKnownPlace(bucket: place)).first == true
        if !isKnown {
            try IdentityService.count(CountGuess(bucket: network, free: GuessLimit.address.free), connection)
        }
        do {
            try IdentityService.count(CountGuess(bucket: name, free: GuessLimit.name.free), connection)
        } catch {
            // Refused unseen: it was no guess from this network.
            if !isKnown { try connection.execute(TakeBackGuess(bucket: network)) }
            throw error
        }
        return !isKnown
    }

    /// It was right.
    func succeeded(counted: Bool, in transaction: Transaction) throws {
        try transaction.send(ForgetGuesses(bucket: name))
        if counted { try transaction.send(TakeBackGuess(bucket: network)) }
        try transaction.send(RememberPlace(bucket: place))
    }
}

extension IdentityService {
    /// - Throws: `too_many_attempts`.
    static func count(_ guess: CountGuess, _ connection: Connection) throws {
        let pause = try connection.query(guess)[0]
        if pause > 0 { throw IdentityError(.tooManyAttempts, retryAfterSeconds: Int(pause)) }
    }

    func countGuesses(_ counts: [CountGuess]) async throws {
        try await pool.run { connection in
            for guess in counts { try Self.count(guess, connection) }
        }
    }
}
