import Payments

/// The part of the ledger that a batch is about, in memory: a value, so that deciding can start over from what was
/// read.
struct LedgerBook {
    private(set) var accounts: [LedgerAccount] = []
    var payments: [PaymentID: KnownPayment] = [:]

    private var places: [String: Int] = [:]
    private var placesByKey: [Int64: Int] = [:]
    private var placesOfParts: [Part: Int] = [:]

    init(capacity: Int) {
        accounts.reserveCapacity(capacity)
        places.reserveCapacity(capacity)
        placesByKey.reserveCapacity(capacity)
    }

    subscript(place: Int) -> LedgerAccount {
        get { accounts[place] }
        _modify { yield &accounts[place] }
    }

    /// Where an account stands, when there is one at this point of the batch.
    func place(of account: AccountID) -> Int? {
        guard let place = places[account.text], accounts[place].isOpened else { return nil }
        return place
    }

    /// The same, also when the batch opens the account later on.
    func placeOfAny(_ account: AccountID) -> Int? { places[account.text] }

    func place(ofKey key: Int64) -> Int? { placesByKey[key] }

    func place(of part: Part) -> Int? { placesOfParts[part] }

    /// A row that was read; what is locked says more than what was merely looked at.
    mutating func add(_ account: LedgerAccount) {
        if let place = placesByKey[account.key] {
            if account.isLocked { accounts[place] = account }
            return
        }
        places[account.id] = accounts.count
        placesByKey[account.key] = accounts.count
        accounts.append(account)
    }

    /// Gives parts their rows. Returns those without one.
    mutating func resolve(_ parts: Set<Part>) -> Set<Part> {
        parts.filter { part in
            guard let place = places[part.id] else { return true }
            placesOfParts[part] = place
            return false
        }
    }

    /// Accounts that the transaction has opened come to life with their message.
    mutating func hide(untilOpened ids: Set<String>) {
        for id in ids {
            if let place = places[id] { accounts[place].isOpened = false }
        }
    }
}

extension LedgerBook {
    /// Moves money between two locked accounts. Nil, and nothing moves, when a balance would not fit its 64 bits.
    mutating func move(
        _ amountMinor: Int64, from debit: Int, to credit: Int
    ) -> (debit: Movement.Side, credit: Movement.Side)? {
        let (less, underflow) = accounts[debit].balanceMinor.subtractingReportingOverflow(amountMinor)
        let (more, overflow) = accounts[credit].balanceMinor.addingReportingOverflow(amountMinor)
        guard !underflow, !overflow else { return nil }
        return (accounts[debit].enter(balanceMinor: less), accounts[credit].enter(balanceMinor: more))
    }
}

extension LedgerAccount {
    /// One more entry.
    fileprivate mutating func enter(balanceMinor: Int64) -> Movement.Side {
        precondition(isLocked, "money moves between locked accounts only")
        self.balanceMinor = balanceMinor
        version += 1
        hasMoved = true
        return Movement.Side(key: key, version: version, balanceAfterMinor: balanceMinor)
    }
}
