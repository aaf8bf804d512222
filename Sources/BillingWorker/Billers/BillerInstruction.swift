import Messages
import Payments

/// What a biller is asked, and where. It is the body of the call `pay_biller`.
public struct BillerInstruction: Sendable, Equatable {
    public var payment: PaymentID
    public var kind: PaymentKind
    public var bill: String?
    /// The customer's: the payer of a bill or a withdrawal, the payee of a top-up.
    public var account: AccountID
    public var amountMinor: Int64
    public var currency: Currency
    public var reference: String?
    /// The biller's base URL.
    public var endpoint: String
    /// W3C trace context of the message that began it.
    public var traceparent: String?

    public init(
        payment: PaymentID, kind: PaymentKind, bill: String? = nil, account: AccountID, amountMinor: Int64,
        currency: Currency, reference: String? = nil, endpoint: String, traceparent: String? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.bill = bill
        self.account = account
        self.amountMinor = amountMinor
        self.currency = currency
        self.reference = reference
        self.endpoint = endpoint
        self.traceparent = traceparent
    }

    /// The body of the request, as docs/biller-api.yaml has it.
    package func requestBody() -> [UInt8] {
        var writer = JSONWriter(capacity: 320)
        writer.begin()
        write(to: &writer)
        writer.end()
        return writer.bytes
    }

    /// Where the payment is at the biller.
    var url: String {
        let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        return "\(base)/payments/\(payment)"
    }

    private func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("kind", kind)
        writer.field("bill", bill)
        writer.field("account", account)
        writer.field("amount_minor", amountMinor)
        writer.field("currency", currency)
        writer.field("reference", reference)
    }
}

extension BillerInstruction {
    package func callBody() -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.begin()
        write(to: &writer)
        writer.field("endpoint", endpoint)
        writer.field("traceparent", traceparent)
        writer.end()
        return writer.bytes
    }

    /// Nil when another version of the program wrote it in a way not known here.
    package init?(callBody: [UInt8]) {
        let instruction = try? FlatObject.read(callBody) { (object) throws(MessageError) -> BillerInstruction? in
            guard let payment = try object.text("payment", maximumBytes: 36).flatMap({ PaymentID($0) }),
                let kind = try object.text("kind", maximumBytes: 16).flatMap({ PaymentKind(rawValue: $0) }),
                let account = try object.text("account", maximumBytes: 64).flatMap({ AccountID($0) }),
                let amountMinor = try object.integer("amount_minor"),
                let currency = try object.text("currency", maximumBytes: 3).flatMap({ Currency($0) }),
                let endpoint = try object.text("endpoint", maximumBytes: 2_048)
            else { return nil }
            return BillerInstruction(
                payment: payment, kind: kind, bill: try object.text("bill", maximumBytes: 140), account: account,
                amountMinor: amountMinor, currency: currency,
                reference: try object.text("reference", maximumBytes: 140), endpoint: endpoint,
                traceparent: try object.text("traceparent", maximumBytes: 55))
        }
        guard let instruction else { return nil }
        self = instruction
    }
}
