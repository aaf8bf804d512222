/// Which payments a rule is for. What is absent matches everything.
public struct Match: Sendable, Hashable, Codable {
    /// Both ends belong to it; an absent end is open.
    public struct AmountRange: Sendable, Hashable, Codable {
        public var from: Int64?
        public var to: Int64?

        public init(from: Int64? = nil, to: Int64? = nil) {
            self.from = from
            self.to = to
        }
    }

    /// The name in the path, of `/billers/{biller}/payments/{payment}`.
    public var biller: String?
    public var billPrefix: String?
    /// The payer's account.
    public var account: String?
    public var currency: String?
    public var amountMinor: AmountRange?
    /// A part of all payments, from 0 to 1. Which ones is decided by their ids, so a repeated run chooses the same.
    public var share: Double?

    public init(
        biller: String? = nil,
        billPrefix: String? = nil,
        account: String? = nil,
        currency: String? = nil,
        amountMinor: AmountRange? = nil,
        share: Double? = nil
    ) {
        self.biller = biller
        self.billPrefix = billPrefix
        self.account = account
        self.currency = currency
        self.amountMinor = amountMinor
        self.share = share
    }

    private enum CodingKeys: String, CodingKey {
        case biller
        case billPrefix = "bill_prefix"
        case account
        case currency
        case amountMinor = "amount_minor"
        case share
    }

    func matches(_ instruction: Instruction) -> Bool {
        if let biller, biller != instruction.biller { return false }
        if let billPrefix, !(instruction.order.bill ?? "").hasPrefix(billPrefix) { return false }
        if let account, account != instruction.order.account { return false }
        if let currency, currency != instruction.order.currency { return false }
        if let from = amountMinor?.from, instruction.order.amountMinor < from { return false }
        if let to = amountMinor?.to, instruction.order.amountMinor > to { return false }
        if let share, instruction.lot >= share { return false }
        return true
    }
}
