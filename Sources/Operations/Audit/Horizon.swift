import Payments

/// Up to when what one worker did must have reached the workers after it.
enum Horizon: Equatable {
    /// Every lane was idle: all of it.
    case everything
    /// Lanes are at work: what was done before this.
    case before(Timestamp)
    /// It cannot be told, and why.
    case unknown(String)

    /// Whether something done at `moment` must have been followed up.
    func covers(_ moment: Timestamp) -> Bool {
        switch self {
        case .everything: true
        case .before(let limit): moment < limit
        case .unknown: false
        }
    }

    /// For checks that take a time: nothing is older than the first moment there is.
    var timestamp: Timestamp {
        switch self {
        case .everything: Timestamp(microseconds: .max / 4)
        case .before(let limit): limit
        case .unknown: Timestamp(microseconds: 0)
        }
    }
}
