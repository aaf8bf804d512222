import Payments

/// A customer of the workload. The role decides which payments they take part in, so that no outcome depends on how
/// partitions are interleaved: who pays in the phase of payments is never credited in it, but for refunds, and who is
/// meant to run dry gets no refunds.
public struct Customer: Sendable, Equatable {
    public enum Role: CaseIterable, Sendable {
        /// Pays a lot and has more than enough, even if nothing were ever refunded.
        case steady
        /// Has little and pays until it is gone.
        case spender
        /// As a spender, but with an overdraft limit.
        case overdrawn
        /// Has money but is frozen.
        case frozen
        case closed
        /// Only receives.
        case receiver
        /// Only receives, and is frozen: credits are allowed.
        case frozenReceiver
    }

    public enum Locale: String, CaseIterable, Sendable {
        case english = "en"
        case german = "de"
        case estonian = "et"
        case japanese = "ja"
    }

    /// Counted from one over all customers.
    public let number: Int
    public let role: Role
    public let currency: Currency

    public var account: AccountID { makeAccount("cust-" + digits(number, 6)) }

    public var locale: Locale { Locale.allCases[(number / 4) % Locale.allCases.count] }

    public var overdraftLimitMinor: Int64 { role == .overdrawn ? 100_000 : 0 }

    /// One in seventeen cannot be reached: their mails are undeliverable.
    public var hasContact: Bool { number % 17 != 0 }

    /// Frozen by mistake and unfrozen again.
    var wasFrozen: Bool { role == .steady && number % 10 == 3 }

    /// Has moved to another mail address: two contact lines, the second counts.
    var hasMoved: Bool { number % 25 == 7 }

    var email: String { "customer-\(number)@example.org" }

    var formerEmail: String { "customer-\(number)@old.example.org" }

    /// Made of common names; any likeness is chance.
    var name: String {
        let given = Customer.givenNames[locale] ?? []
        let family = Customer.familyNames[locale] ?? []
        let first = given[(number / 16) % given.count]
        let last = family[(number / 96) % family.count]
        return locale == .japanese ? "\(last) \(first)" : "\(first) \(last)"
    }

    private static let givenNames: [Locale: [String]] = [
        .english: ["Alice", "Brian", "Chloe", "Daniel", "Erin", "Frank"],
        .german: ["Anna", "Björn", "Clara", "Dirk", "Jürgen", "Käthe"],
        .estonian: ["Õie", "Jüri", "Kadri", "Mart", "Ülle", "Tõnu"],
        .japanese: ["愛子", "健太", "さくら", "翔", "美咲", "大輔"],
    ]
    private static let familyNames: [Locale: [String]] = [
        .english: ["Archer", "Baker", "Carter", "Dyer", "O'Neill", "Fletcher"],
        .german: ["Müller", "Schmidt", "Weiß", "Fischer", "Köhler", "Wagner"],
        .estonian: ["Tamm", "Saar", "Mägi", "Põld", "Kask", "Rebane"],
        .japanese: ["佐藤", "鈴木", "高橋", "田中", "渡辺", "山本"],
    ]
}

/// An account id from parts that are known to be allowed in one.
func makeAccount(_ text: String) -> AccountID {
    guard let account = AccountID(text) else { preconditionFailure("\(text) is no account id") }
    return account
}

func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
