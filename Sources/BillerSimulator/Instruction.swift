/// The body of a payment request, as docs/biller-api.yaml has it.
public struct Order: Sendable, Hashable, Codable {
    public var payment: String
    public var kind: String
    public var bill: String?
    /// The payer's account.
    public var account: String
    public var amountMinor: Int64
    public var currency: String
    public var reference: String?

    public init(
        payment: String,
        kind: String = "bill",
        bill: String? = nil,
        account: String,
        amountMinor: Int64,
        currency: String,
        reference: String? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.bill = bill
        self.account = account
        self.amountMinor = amountMinor
        self.currency = currency
        self.reference = reference
    }

    private enum CodingKeys: String, CodingKey {
        case payment
        case kind
        case bill
        case account
        case amountMinor = "amount_minor"
        case currency
        case reference
    }
}

/// An order and the biller it was given to.
public struct Instruction: Sendable, Hashable {
    public var biller: String
    public var order: Order

    public init(biller: String = "", order: Order) {
        self.biller = biller
        self.order = order
    }

    /// From 0 up to 1, evenly spread over payments and always the same for one.
    var lot: Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in order.payment.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        // FNV leaves the last bytes mostly in the low bits: mix before the high ones are taken.
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash ^= hash >> 33
        return Double(hash >> 11) / Double(UInt64(1) << 53)
    }
}
