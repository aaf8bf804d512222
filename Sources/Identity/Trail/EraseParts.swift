import Payments
import Postgres

/// Of lines that tell of the person, the person's part; and where nobody was known to have done it (somebody tried to
/// log in), where that came from too, which may well be the person's address.
public struct EraseParts: Statement, Sendable {
    let person: [UInt8]

    public static let sql = """
        DELETE FROM trail_part AS part USING trail_part AS mine
        WHERE mine.person = $1 AND part.entry = mine.entry AND (part.person = $1 OR part.person IS NULL)
        """
    public func bind(_ p: inout Parameters) { p.append(person) }
}

/// Parts of lines that are old.
public struct ForgetParts: Statement, Sendable {
    /// Lines with a lower id are.
    private let before: Identifier

    public init() {
        let milliseconds = Timestamp.now().microseconds / 1_000 - Int64(Trail.personalDays) * 86_400_000
        before = Identifier(PaymentID(high: UInt64(max(0, milliseconds)) << 16, low: 0))
    }

    public static let sql = "DELETE FROM trail_part WHERE entry < $1"
    public func bind(_ p: inout Parameters) { p.append(before) }
}
