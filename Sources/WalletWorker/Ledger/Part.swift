import Payments

/// A lane's own part of an account that every lane would otherwise fight over. The account's balance is the sum of its
/// parts, so a part may be below zero. Only the lane's owner writes it.
enum Part: Hashable, Sendable {
    /// Money taken from payers and not yet released.
    case clearing(Currency, lane: Int32)
    /// Money that could go neither to the payee nor back.
    case suspense(Currency, lane: Int32)
    /// The outside world: what came from there, negated.
    case external(AccountID, lane: Int32)

    /// The part's row: `clearing:EUR#3`. '#' can be in no account's id.
    var id: String { "\(account)#\(lane)" }

    /// What it is a part of: `clearing:EUR`.
    var account: String {
        switch self {
        case .clearing(let currency, _): "clearing:\(currency.code)"
        case .suspense(let currency, _): "suspense:\(currency.code)"
        case .external(let account, _): account.text
        }
    }

    var kind: AccountKind {
        switch self {
        case .clearing: .clearing
        case .suspense: .suspense
        case .external: .external
        }
    }

    /// Nil for a part of an external account, which has a currency of its own.
    var currency: Currency? {
        switch self {
        case .clearing(let currency, _), .suspense(let currency, _): currency
        case .external: nil
        }
    }

    private var lane: Int32 {
        switch self {
        case .clearing(_, let lane), .suspense(_, let lane), .external(_, let lane): lane
        }
    }

    /// The account that a row is, or is a part of.
    static func account(of id: String) -> Substring {
        id[..<(id.firstIndex(of: "#") ?? id.endIndex)]
    }

    /// Whether an id belongs to the accounts the ledger makes for itself.
    static func isReserved(_ account: AccountID) -> Bool {
        account.text.hasPrefix("clearing:") || account.text.hasPrefix("suspense:")
    }
}
