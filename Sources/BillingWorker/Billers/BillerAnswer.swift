import Curl
import Messages
import Payments

/// Reads a biller's answers. Every answer that is not exactly right leaves the outcome unknown.
package enum BillerAnswer {
    /// To `PUT /payments/{payment}`.
    package static func outcome(ofOrder response: HTTPResponse, for instruction: BillerInstruction) -> BillerOutcome {
        switch response.status {
        case 200, 201, 202, 422:
            return outcome(ofBody: response, for: instruction, wasSent: true)
        case 409:
            // The biller has this payment with other content, which this side never sends.
            return .unknown(BillerDoubt("idempotency_conflict", wasSent: true, isSuspicious: true))
        default:
            return unavailable(response, wasSent: true)
        }
    }

    /// To `GET /payments/{payment}`; nil when the biller has never seen the payment.
    package static func outcome(ofQuestion response: HTTPResponse, for instruction: BillerInstruction) -> BillerOutcome?
    {
        switch response.status {
        case 200: outcome(ofBody: response, for: instruction, wasSent: false)
        case 404: nil
        default: unavailable(response, wasSent: false)
        }
    }

    private static func unavailable(_ response: HTTPResponse, wasSent: Bool) -> BillerOutcome {
        let seconds = response.header("Retry-After").flatMap { Int64($0) } ?? 0
        return .unknown(
            BillerDoubt(
                "http_\(response.status)", wasSent: wasSent, retryAfter: .seconds(min(max(seconds, 0), 86_400))))
    }

    private static func outcome(
        ofBody response: HTTPResponse, for instruction: BillerInstruction, wasSent: Bool
    ) -> BillerOutcome {
        let outcome = try? FlatObject.read(response.body) { (object) throws(MessageError) -> BillerOutcome in
            if let contradiction = try contradiction(in: object, to: instruction, status: response.status) {
                return .unknown(BillerDoubt(contradiction, wasSent: wasSent, isSuspicious: true))
            }
            switch try object.text("status", maximumBytes: 16) {
            case "accepted":
                // The confirmation counts, also with a receipt that cannot be passed on.
                return .accepted(receipt: try? object.text("receipt", maximumBytes: 140))
            case "refused":
                let reason = try? object.text("reason", maximumBytes: 64)
                return .refused(reason.flatMap { ReasonCode(rawValue: $0) } ?? .billerRefused)
            case "pending":
                return .unknown(BillerDoubt("pending", wasSent: wasSent))
            default:
                return .unknown(BillerDoubt("unparsable", wasSent: wasSent, isSuspicious: true))
            }
        }
        return outcome ?? .unknown(BillerDoubt("unparsable", wasSent: wasSent, isSuspicious: true))
    }

    /// What in the answer does not fit the question.
    private static func contradiction(
        in object: FlatObject, to instruction: BillerInstruction, status: Int
    ) throws(MessageError) -> String? {
        if let payment = try object.text("payment", maximumBytes: 64), PaymentID(payment) != instruction.payment {
            return "wrong_payment"
        }
        let isAccepted = try object.text("status", maximumBytes: 16) == "accepted"
        if status == 422 { return isAccepted ? "unparsable" : nil }
        let amountMinor = try object.integer("amount_minor")
        let currency = try object.text("currency", maximumBytes: 8)
        guard isAccepted || amountMinor != nil || currency != nil else { return nil }
        if isAccepted, amountMinor == nil || currency == nil { return "unparsable" }
        if let amountMinor, amountMinor != instruction.amountMinor { return "wrong_amount" }
        if let currency, currency != instruction.currency.code { return "wrong_currency" }
        return nil
    }
}
