import Payments

/// A biller asks a customer for money, changes what it asks for, or takes the bill back.
public struct BillPresented: MessageBody {
    public static let topic = "bill.presented"

    /// The account that the bill is paid to.
    public var biller: AccountID
    /// What the biller calls the bill, at most 140 bytes. A payment of it has the same in its `bill`.
    public var bill: String
    /// The account that is asked to pay.
    public var customer: AccountID
    /// In the currency's minor units.
    public var amountMinor: Int64
    public var currency: Currency
    /// In the years 2000 to 2199.
    public var dueDate: CalendarDate
    /// The biller's words to the customer, at most 140 bytes.
    public var description: String?
    /// The biller takes it back: nothing is due any more.
    public var withdrawn: Bool

    public init(
        biller: AccountID, bill: String, customer: AccountID, amountMinor: Int64, currency: Currency,
        dueDate: CalendarDate, description: String? = nil, withdrawn: Bool = false
    ) {
        self.biller = biller
        self.bill = bill
        self.customer = customer
        self.amountMinor = amountMinor
        self.currency = currency
        self.dueDate = dueDate
        self.description = description
        self.withdrawn = withdrawn
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.biller = try fields.account("biller")
        self.bill = try fields.required("bill", fields.shortText("bill"))
        self.customer = try fields.account("customer")
        self.amountMinor = try fields.amountMinor()
        self.currency = try fields.currency()
        self.dueDate = try fields.required("due_date", fields.date("due_date"))
        self.description = try fields.shortText("description")
        self.withdrawn = try fields.bool("withdrawn") ?? false
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("biller", biller)
        writer.field("bill", bill)
        writer.field("customer", customer)
        writer.field("amount_minor", amountMinor)
        writer.field("currency", currency)
        writer.field("due_date", dueDate.description)
        writer.field("description", description)
        writer.field("withdrawn", withdrawn)
    }

    /// A biller's monthly run goes to as many lanes as its customers do, and one customer's bills stay in order.
    public var key: String { customer.text }
}
