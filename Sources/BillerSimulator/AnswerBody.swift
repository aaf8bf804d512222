import FoundationEssentials
import HTTPTypes

/// The body of every answer about a payment, as docs/biller-api.yaml has it.
public struct AnswerBody: Sendable, Hashable, Codable {
    public var status: String?
    public var payment: String?
    public var receipt: String?
    public var amountMinor: Int64?
    public var currency: String?
    public var reason: String?
    /// The confirmation was given before, with another receipt.
    public var duplicate: Bool?

    private enum CodingKeys: String, CodingKey {
        case status
        case payment
        case receipt
        case amountMinor = "amount_minor"
        case currency
        case reason
        case duplicate
    }

    init(reason: String) {
        self.reason = reason
    }

    init(_ verdict: Ledger.Verdict, payment: String) {
        self.payment = payment
        switch verdict {
        case .accepted(let order, let receipt, let isDuplicate):
            status = "accepted"
            self.receipt = receipt
            amountMinor = order.amountMinor
            currency = order.currency
            duplicate = isDuplicate ? true : nil
        case .refused(let reason):
            status = "refused"
            self.reason = reason
        case .pending:
            status = "pending"
        }
    }

    /// JSON. Encoding plain strings and numbers cannot fail.
    var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }
}
