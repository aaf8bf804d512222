import Lane
import Messages
import Payments

/// What a biller calls a bill. By its bytes, as the database compares: Swift's texts are equal when they look equal.
struct BillName: Sendable, Hashable, Comparable {
    let biller: AccountID
    let bill: String

    static func == (left: BillName, right: BillName) -> Bool {
        left.biller == right.biller && left.bill.utf8.elementsEqual(right.bill.utf8)
    }

    static func < (left: BillName, right: BillName) -> Bool {
        left.biller != right.biller
            ? left.biller < right.biller : left.bill.utf8.lexicographicallyPrecedes(right.bill.utf8)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(biller)
        for byte in bill.utf8 { hasher.combine(byte) }
    }
}

/// A presented bill, and where its announcement stood.
struct Presentation: Sendable {
    /// Its place in the batch.
    let item: Int
    let message: BillPresented
    let origin: Origin

    var name: BillName { BillName(biller: message.biller, bill: message.bill) }
    var terms: BillTerms { BillTerms(customer: message.customer, currency: message.currency) }
}

/// What of a bill never changes. Who presents it to another customer, or in another currency, means another bill.
struct BillTerms: Sendable, Equatable {
    let customer: AccountID
    let currency: Currency
}

/// What a batch changes about one bill: what was announced last, what has paid it, or both.
struct BillChange: Sendable {
    let name: BillName
    var presentation: Presentation?
    var payment: PaymentID?
}
