import Payments

/// How asking a biller about one payment goes.
struct Attempt: Sendable, Equatable {
    let payment: PaymentID
    let biller: AccountID
    /// Where it is asked: the biller's present address until an order may have been sent, then always the same one.
    /// What took the payment must be what is asked about it.
    var endpoint: String
    let firstAt: Int64
    var lastAt: Int64?
    /// Tries that ended.
    var tries: Int32 = 0
    var lastCode: String?
    var suspicious: String?
    /// A call that may order was handed out and has not come back.
    var isUnderWay = false
    /// When an order may last have been put before the biller; nil: certainly none ever was.
    var orderedAt: Int64?

    init(payment: PaymentID, biller: AccountID, endpoint: String, firstAt: Int64) {
        self.payment = payment
        self.biller = biller
        self.endpoint = endpoint
        self.firstAt = firstAt
    }

    mutating func record(_ outcome: BillerOutcome, at now: Int64) {
        if case .unknown(let doubt) = outcome, !doubt.wasTried {
            lastCode = doubt.code
            return
        }
        tries += 1
        lastAt = now
        switch outcome {
        case .accepted: lastCode = "accepted"
        case .refused(let reason): lastCode = "refused_\(reason.rawValue)"
        case .unseen: lastCode = "unseen"
        case .unknown(let doubt):
            lastCode = doubt.code
            if doubt.isSuspicious { suspicious = doubt.code }
        }
    }
}
