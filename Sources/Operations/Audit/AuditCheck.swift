/// The checks of an audit, in the order in which they are shown. Some look at one worker's tables, some at several.
enum AuditCheck: String, CaseIterable {
    case ledger
    case payments
    case billing
    case webhooks
    case outboxNumbers = "outbox_numbers"
    case stateOfPayment = "state_of_payment"
    case invoiceOfHold = "invoice_of_hold"
    case oneOutcome = "one_outcome"
    case answersOnRecord = "answers_on_record"
    case mailsAskedFor = "mails_asked_for"
    case nothingForgotten = "nothing_forgotten"
    case clearingIsInFlight = "clearing_is_in_flight"

    var meaning: String {
        switch self {
        case .ledger: "entries, transfers, balances and limits of the wallet agree"
        case .payments: "each payment's state is what was heard, and its end was told once"
        case .billing: "each open invoice is being asked about, and no decided one"
        case .webhooks: "each delivery that is to be sent will be, and none that has ended"
        case .outboxNumbers: "each lane's outbox is numbered without a gap to its last number"
        case .stateOfPayment: "what the payment worker has heard is what the wallet did"
        case .invoiceOfHold: "each invoice is about money the wallet held, in the same amount"
        case .oneOutcome: "no payment is both paid and given back, or refused and settled"
        case .answersOnRecord: "what the wallet was told of a biller, billing has asked and heard"
        case .mailsAskedFor: "nobody got a mail that the payment worker did not ask for"
        case .nothingForgotten: "what one worker did, the workers after it have done their part of"
        case .clearingIsInFlight: "clearing holds, in each currency, the payments that are under way"
        }
    }
}
