import FoundationEssentials
import Payments
import Postgres

/// A mail that tells a person of a change of their credentials. Only confirmed addresses get any.
public struct Notice: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, CaseIterable, Codable {
        case addressConfirmed = "address_confirmed"
        /// To the address that was.
        case addressChanged = "address_changed"
        case passwordChanged = "password_changed"
        case roleChanged = "role_changed"
        case keyMade = "key_made"
        case endpointMade = "endpoint_made"
        case secondFactorOn = "second_factor_on"
        case secondFactorOff = "second_factor_off"
        case recoveryCodeUsed = "recovery_code_used"
        case accountClosed = "account_closed"
        case erased
    }

    /// A line of the mail: what was ended, or made.
    public struct Detail: Sendable, Equatable, Codable {
        public enum Label: String, Sendable, CaseIterable, Codable {
            case sessions = "ended_sessions"
            case keys = "ended_keys"
            case endpoints = "ended_endpoints"
            case password = "ended_password"
            case secondFactor = "ended_second_factor"
            case role = "ended_role"
            case newRole = "new_role"
            case key
            case account
            case address
            case time
        }

        public let label: Label
        /// Empty where the label says it all.
        public let value: String
    }

    public let id: Identifier
    public let kind: Kind
    public let email: String
    public let name: String?
    public let locale: String
    public let details: [Detail]

    static func context(_ id: Identifier) -> String { "notice/\(id)" }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Identifier(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no UUID")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension IdentityService {
    /// Mails that one person gets within an hour.
    static let noticesPerHour: Int64 = 20

    /// Has a person told by mail, once the transaction is committed. An address that was not shown to be theirs is not
    /// written to.
    ///
    /// - Parameter isConfirmed: true where this very transaction confirms the address.
    func notify(
        _ person: PersonRow, _ kind: Notice.Kind, _ ended: EndedAccess? = nil, details: [Notice.Detail] = [],
        isConfirmed: Bool = false, in transaction: Transaction
    ) throws {
        guard person.isConfirmed || isConfirmed else { return }
        let known = try person.person(vault)
        var all = details + (ended?.details ?? [])
        all.append(Notice.Detail(label: .time, value: String(Timestamp.now().description.prefix(19)) + "Z"))
        if let address = act?.actor.address { all.append(Notice.Detail(label: .address, value: address)) }
        let notice = Notice(
            id: .make(), kind: kind, email: known.email, name: known.userName, locale: person.locale, details: all)
        let sealed = try vault.seal(Array(try JSONEncoder().encode(notice)), context: Notice.context(notice.id))
        try transaction.send(InsertNotice(id: notice.id, person: person.id, sealed: sealed))
    }

    /// Notices that are due, for one process at a time: they are due again later unless `noticeEnded` says otherwise.
    public func dueNotices() async throws -> [Notice] {
        try await pool.query(TakeNotices()).compactMap { row in
            let opened = try vault.open(row.sealed, context: Notice.context(row.id))
            return try JSONDecoder().decode(Notice.self, from: Data(opened))
        }
    }

    /// It was sent, or cannot be.
    public func noticeEnded(_ id: Identifier) async throws {
        let end = EndNotice(id: id)
        _ = try await pool.run { try $0.execute(end) }
    }
}

extension EndedAccess {
    fileprivate var details: [Notice.Detail] {
        let counts: [(Notice.Detail.Label, Int)] = [(.sessions, sessions), (.keys, keys), (.endpoints, endpoints)]
        let flags: [(Notice.Detail.Label, Bool)] = [
            (.password, hadPassword), (.secondFactor, hadSecondFactor), (.role, hadRole),
        ]
        return counts.filter { $0.1 > 0 }.map { Notice.Detail(label: $0.0, value: String($0.1)) }
            + flags.filter(\.1).map { Notice.Detail(label: $0.0, value: "") }
    }
}

struct InsertNotice: Statement, Sendable {
    let id: Identifier
    let person: Identifier
    let sealed: [UInt8]

    static let sql = """
        INSERT INTO notice (id, person, sealed) SELECT $1, $2, $3
        WHERE (SELECT count(*) FROM notice WHERE person = $2 AND at > now() - interval '1 hour')
            < \(IdentityService.noticesPerHour)
        """
    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
        p.append(sealed)
    }
}

/// Takes some for a minute; after each try twice as long, and after twelve tries for good.
private struct TakeNotices: Statement {
    static let sql = """
        UPDATE notice SET due_at = now() + make_interval(mins => 1 << least(tries, 10)), tries = tries + 1
        WHERE id IN (
            SELECT id FROM notice WHERE sealed IS NOT NULL AND due_at <= now() AND tries < 12
            ORDER BY due_at LIMIT 20 FOR UPDATE SKIP LOCKED)
        RETURNING id, sealed
        """
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (id: Identifier, sealed: [UInt8]) {
        (try row.value(0, as: Identifier.self), try row.bytes(1))
    }
}

/// What it said is gone; that there was one counts for an hour.
private struct EndNotice: Statement {
    let id: Identifier

    static let sql = "UPDATE notice SET sealed = NULL WHERE id = $1"
    func bind(_ p: inout Parameters) { p.append(id) }
}
