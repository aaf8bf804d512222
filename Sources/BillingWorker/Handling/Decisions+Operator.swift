import Lane
import Messages
import Payments

/// Operators' decisions, of payments whose outcome at the biller is not known.
///
/// | the invoice | then |
/// |---|---|
/// | may have been ordered, and nothing is under way | it is decided; what the biller says later changes nothing |
/// | a call is under way | `call_under_way`: its result may decide |
/// | was certainly never ordered | `not_decidable`: it can be cancelled |
/// | is a transfer | `not_decidable`: it is paid with its debit |
/// | is decided | nothing changes; `already_decided` when it was decided otherwise |
/// | is not there | `unknown_payment` |
extension Decisions {
    mutating func decide(_ request: DecisionRequested, _ item: Int) {
        func refuse(_ code: String, _ detail: String) { batch.deadLetter(item, code: code, detail: detail) }
        guard let invoice = invoices[request.payment], !fresh.contains(request.payment) else {
            return refuse("unknown_payment", "billing knows no such payment")
        }
        guard invoice.kind != .transfer else { return refuse("not_decidable", "a transfer is paid with its debit") }
        guard invoice.state == .open else {
            if invoice.state.name == request.outcome.rawValue { return }
            return refuse("already_decided", "the payment is \(invoice.state.name)")
        }
        guard var attempt = attempts[request.payment], !attempt.isUnderWay else {
            return refuse("call_under_way", "a call to the biller has not come back")
        }
        guard attempt.orderedAt != nil else {
            return refuse("not_decidable", "the payment was certainly never ordered: it can be cancelled")
        }
        attempt.lastCode = Attempt.decidedByOperator
        change(attempt)
        switch request.outcome {
        case .paid: close(invoice, .paid(receipt: request.receipt), item)
        case .failed: close(invoice, .failed(.billerRefused), item)
        }
    }
}

extension Attempt {
    /// How the asking ended where an operator has decided.
    static let decidedByOperator = "decided_by_operator"
}
