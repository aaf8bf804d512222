import Hummingbird
import Identity
import Payments

extension Endpoints {
    static let bills = [
        Endpoint(.get, "/v1/bills", .scope(.paymentsRead), list),
        Endpoint(.get, "/v1/bills/upcoming", .scope(.paymentsRead), upcoming),
        Endpoint(.get, "/v1/bills/upcoming/{user_id}", .scope(.paymentsRead), upcoming),
        Endpoint(.post, "/v1/bills/pay", .scope(.paymentsWrite), pay),
        Endpoint(.get, "/v1/bills/history", .scope(.paymentsRead), { try await history($0, $1, [.bill]) }),
        Endpoint(.get, "/v1/bills/history/{user_id}", .scope(.paymentsRead), { try await history($0, $1, [.bill]) }),
        Endpoint(.get, "/v1/bills/services", .scope(.paymentsRead), listServices),
    ]

    private static func list(_ call: Call, _ services: Services) async throws -> Answer {
        let today = CalendarDate(.now())
        let status = try call.choice("status", of: BillRecord.Status.allCases)
        let page = try await services.billPage(call, of: call.caller().person)
        let bills = try await services.reads.bills(ReadBills(page: page, status: status, today: today))
        return try services.answer(bills, page, today, call)
    }

    private static func upcoming(_ call: Call, _ services: Services) async throws -> Answer {
        let page = try await services.billPage(call, of: services.personShown(to: call))
        let bills = try await services.reads.upcomingBills(ReadUpcomingBills(page: page))
        return try services.answer(bills, page, CalendarDate(.now()), call)
    }

    /// Of a bill that was presented to the paying account the amount is known.
    private static func pay(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let source = try await services.own(try fields.account("account_id"), call)
        let biller = try fields.account("service_id")
        let bill = try fields.text("bill_id")
        let reference = try fields.optionalText("reference")
        var currency = try fields.optionalCurrency()
        let given = try fields.optionalAmountMinor(in: currency ?? source.currency)
        try fields.noMore()
        let amountMinor: Int64
        if let given {
            amountMinor = given
        } else {
            let presented = try await services.payable(
                ReadBill(biller: biller, bill: bill, customer: source.account), by: call.subject.payment)
            guard let known = Currency(presented.currency), currency ?? known == known else {
                throw Problem.invalid("currency", "is another than the bill's")
            }
            currency = known
            amountMinor = presented.amountMinor
        }
        let order = PaymentOrder(
            payment: call.subject.payment, kind: .bill, payer: source.account, payee: biller,
            amountMinor: amountMinor, currency: currency ?? source.currency, bill: bill, reference: reference)
        return try await accept(order, call, services)
    }

    private static func listServices(_ call: Call, _ services: Services) async throws -> Answer {
        let items = try await services.reads.services().map {
            ServiceView(serviceId: $0.account, name: $0.name, currency: $0.currency)
        }
        return .json(ListView(items: items, next: nil))
    }
}

private struct ServiceView: Encodable {
    let serviceId: String
    let name: String
    let currency: String?
}

struct BillView: Encodable {
    let billId: String
    let serviceId: String
    let serviceProvider: String
    let accountId: String
    let amount: String
    let amountMinor: Int64
    let currency: String
    let dueDate: String
    let description: String?
    let status: String
    let paymentId: String?
    let paidAt: String?

    init(_ record: BillRecord, on today: CalendarDate) {
        billId = record.bill
        serviceId = record.biller
        serviceProvider = record.billerName
        accountId = record.customer
        amount = decimalText(record.amountMinor, record.currency)
        amountMinor = record.amountMinor
        currency = record.currency
        dueDate = record.dueDate.description
        description = record.description
        status = record.status(on: today).rawValue
        paymentId = record.payment?.description
        paidAt = record.paidAt?.description
    }
}

extension Services {
    fileprivate func billPage(_ call: Call, of person: Identifier) async throws -> BillPage {
        let account = try call.optionalAccount("account_id")
        let dueBefore = try call.date("due_before")
        var after: BillPosition?
        if let parts = try cursors.parts(of: call, count: 3) {
            guard let day = CalendarDate(parts[0]) else { throw PageCursors.invalid }
            after = BillPosition(dueDate: day, biller: parts[1], bill: parts[2])
        }
        return BillPage(
            accounts: try await accounts(of: person, only: account), dueBefore: dueBefore, after: after,
            limit: try call.limit())
    }

    fileprivate func answer(
        _ bills: [BillRecord], _ page: BillPage, _ today: CalendarDate, _ call: Call
    ) throws -> Answer {
        let last = bills.count == page.limit ? bills.last?.position : nil
        let next = try last.map { try cursors.text([$0.dueDate.description, $0.biller, $0.bill], of: call) }
        return call.answer(ListView(items: bills.map { BillView($0, on: today) }, next: next))
    }

    /// A person's accounts, or the one of them that was named.
    func accounts(of person: Identifier, only account: AccountID?) async throws -> [AccountID] {
        let accounts = try await identity.holdings(of: person).map(\.account)
        guard let account else { return accounts }
        guard accounts.contains(account) else { throw Problem(.accountNotFound) }
        return [account]
    }

    /// A presented bill that this payment may pay. One that the payment has paid already is the same request again.
    fileprivate func payable(_ statement: ReadBill, by payment: PaymentID) async throws -> BillRecord {
        guard let bill = try await reads.bill(statement) else {
            throw Problem(.missingField, field: "amount", "no such bill was presented to the account")
        }
        if bill.payment == payment { return bill }
        switch bill.status(on: .first) {
        case .due, .overdue: return bill
        case .paid: throw Problem(.billAlreadyPaid)
        case .withdrawn: throw Problem(.billWithdrawn)
        }
    }
}
