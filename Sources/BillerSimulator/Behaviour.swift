/// What the simulated biller does with the requests about a payment.
public enum Behaviour: Sendable, Hashable {
    /// Does the work and says so.
    case accept
    /// Refuses for good. The reason is passed on as it stands.
    case refuse(reason: String)
    /// Takes that long for the work: the answer comes late, and who asks meanwhile hears `pending`. The work is done
    /// even when nobody waits for the answer any more.
    case late(milliseconds: Int)
    /// Answers the first requests about the payment with 503 and does nothing; then accepts.
    case error5xx(times: Int)
    /// Does the work at once, but closes the connection instead of answering the first requests about the payment.
    case dropAfter(times: Int)
    /// Does the work once and answers its request twice, one answer right behind the other on the same connection; the
    /// second, and every answer to a repeated request, carries another receipt and is marked `duplicate`.
    case twice
    /// Never answers and never does anything.
    case never
}

extension Behaviour {
    /// As rules name it.
    public var name: String {
        switch self {
        case .accept: "accept"
        case .refuse: "refuse"
        case .late: "late"
        case .error5xx: "error5xx"
        case .dropAfter: "drop_after"
        case .twice: "twice"
        case .never: "never"
        }
    }
}
