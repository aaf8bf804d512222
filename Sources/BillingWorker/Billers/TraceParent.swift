import Payments

/// The `traceparent` header of a request to a biller. Source: W3C Trace Context, section 3.2.
package enum TraceParent {
    /// The same trace as `parent`, or one named by the payment's id, with a new parent id for this request.
    package static func header(for payment: PaymentID, parent: String?) -> String {
        let span = hex(UInt64.random(in: 1 ... .max))
        guard let parent, parent.utf8.count == 55 else {
            return "00-\(hex(payment.high))\(hex(payment.low))-\(span)-01"
        }
        // version, trace id - parent id - flags
        return "\(parent.prefix(35))-\(span)-\(parent.suffix(2))"
    }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
