/// Open invoices: what `giro invoice list` shows.
public struct InvoiceReport: Sendable, Encodable {
    public struct Invoice: Sendable, Equatable, Encodable {
        public let payment: String
        public let kind: String
        public let payer: String
        public let payee: String
        public let amountMinor: Int64
        public let currency: String
        /// `open`, `paid` or `failed`.
        public let state: String
        public let since: Moment
        /// Nil for a transfer, which asks no biller.
        public let biller: String?
        public let tries: Int32
        public let lastCode: String?
        public let lastTryAt: Moment?
        /// A call that may order has not come back.
        public let isUnderWay: Bool
        /// When it may last have been ordered; nil: certainly never.
        public let orderedAt: Moment?

        public var amount: String { AmountText.of(amountMinor, currency) }

        /// Whether its outcome is not known, and nothing is under way that may tell.
        public var isDecidable: Bool { state == "open" && !isUnderWay && orderedAt != nil }

        /// Why it cannot be decided now, for people; nil when it can.
        var obstacle: String? {
            if kind == "transfer" { return "a transfer is paid with its debit" }
            if state != "open" { return "it is \(state)" }
            if isUnderWay { return "a call to its biller has not come back, or waits for its turn" }
            return orderedAt == nil ? "it was certainly never ordered: it can be cancelled" : nil
        }

        private enum CodingKeys: String, CodingKey {
            case payment, kind, payer, payee, amountMinor, currency, state, since, biller, tries, lastCode, lastTryAt
            case isUnderWay, orderedAt, isDecidable
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(payment, forKey: .payment)
            try container.encode(kind, forKey: .kind)
            try container.encode(payer, forKey: .payer)
            try container.encode(payee, forKey: .payee)
            try container.encode(amountMinor, forKey: .amountMinor)
            try container.encode(currency, forKey: .currency)
            try container.encode(state, forKey: .state)
            try container.encode(since, forKey: .since)
            try container.encodeIfPresent(biller, forKey: .biller)
            try container.encode(tries, forKey: .tries)
            try container.encodeIfPresent(lastCode, forKey: .lastCode)
            try container.encodeIfPresent(lastTryAt, forKey: .lastTryAt)
            try container.encode(isUnderWay, forKey: .isUnderWay)
            try container.encodeIfPresent(orderedAt, forKey: .orderedAt)
            try container.encode(isDecidable, forKey: .isDecidable)
        }
    }

    public let at: Moment
    /// The oldest first.
    public let invoices: [Invoice]

    /// `found` when an invoice's outcome is not known and an operator may decide it.
    public var status: ExitStatus { invoices.contains { $0.isDecidable } ? .found : .done }

    public func lines(paint: Paint) -> [String] {
        if invoices.isEmpty { return ["Every invoice is decided."] }
        var table = TextTable([
            .init("open invoice"), .init("kind"), .init("amount", .right), .init("biller", isFlexible: true),
            .init("since", .right), .init("tries", .right), .init("last answer", isFlexible: true), .init("outcome"),
        ])
        for invoice in invoices {
            table.add([
                .init(invoice.payment), .init(invoice.kind), .init(invoice.amount), .init(invoice.biller ?? "-"),
                .init(invoice.since.age(at: at)), .init("\(invoice.tries)"), .init(invoice.lastCode ?? "-"),
                invoice.outcomeCell,
            ])
        }
        return table.lines(paint: paint)
    }
}

extension InvoiceReport.Invoice {
    fileprivate var outcomeCell: TextTable.Cell {
        if isDecidable { return .init("not known", .warning) }
        return isUnderWay ? .init("asking") : .init("not ordered")
    }
}

/// What `giro invoice decide` would do, or has done.
public struct InvoiceDecisionReport: Sendable, Encodable {
    public enum Outcome: String, Sendable, Encodable {
        case planned
        case decided
        /// It was decided so before; nothing was asked for.
        case decidedBefore = "decided_before"
        /// Billing gave the message up; `detail` is the code.
        case refused
        /// Billing has not got to it in time; it will.
        case pending
    }

    public let payment: String
    public let amountMinor: Int64
    public let currency: String
    public let payer: String
    public let payee: String
    /// `paid` or `failed`.
    public let decision: String
    public internal(set) var outcome: Outcome
    public internal(set) var detail: String?
    /// In the operations log; nil while nothing was asked for.
    public internal(set) var operation: String?

    public var status: ExitStatus {
        switch outcome {
        case .planned, .decided, .decidedBefore: .done
        case .refused, .pending: .found
        }
    }

    public var sentence: String {
        let subject = "payment \(payment), \(AmountText.of(amountMinor, currency)) from \(payer) to \(payee),"
        let effect = decision == "paid" ? "the payee gets the money" : "the payer gets the money back"
        switch outcome {
        case .planned: return "\(subject) would be decided as \(decision): \(effect)"
        case .decided: return "\(subject) is decided as \(decision): \(effect)"
        case .decidedBefore: return "\(subject) was decided as \(decision) before"
        case .refused: return "\(subject) is not decided: \(detail ?? "refused")"
        case .pending: return "\(subject) is not decided yet: billing has not got to it (giro status)"
        }
    }
}
