/// Payments under way for longer than they should be: what `giro stuck` shows.
public struct StuckReport: Sendable, Encodable {
    public struct Payment: Sendable, Encodable {
        public let payment: String
        public let kind: String
        public let state: String
        public let since: Moment
        /// The worker that is waited for.
        public let waitsFor: String
        /// A stable code: see `StuckCause`.
        public let cause: String
        public let why: String
        public let detail: String
        public let advice: String
    }

    public let at: Moment
    public let olderThanSeconds: Int64
    /// The oldest first, at most as many as were asked for.
    public internal(set) var payments: [Payment] = []
    /// Whether there are more.
    public internal(set) var isCut = false
    /// What could not be read.
    public internal(set) var errors: [String] = []

    /// `found` when a payment is stuck.
    public var status: ExitStatus {
        if !errors.isEmpty { return .unavailable }
        return payments.isEmpty ? .done : .found
    }

    /// - Parameter showsAll: every payment, not only the oldest few of each cause.
    public func lines(showsAll: Bool, paint: Paint) -> [String] {
        let problems = errors.map { paint($0, .bad) }
        if payments.isEmpty {
            return problems + ["No payment is under way for longer than \(Self.text(seconds: olderThanSeconds))."]
        }
        var order: [String] = []
        var groups: [String: [Payment]] = [:]
        for payment in payments {
            if groups[payment.why] == nil { order.append(payment.why) }
            groups[payment.why, default: []].append(payment)
        }
        return problems + order.flatMap { lines(of: groups[$0] ?? [], showsAll: showsAll, paint) }
            + (isCut ? ["There are more: --limit shows them."] : [])
    }

    private static let shown = 10

    private func lines(of group: [Payment], showsAll: Bool, _ paint: Paint) -> [String] {
        guard let first = group.first else { return [] }
        let count = group.count == 1 ? "1 payment" : "\(group.count.grouped) payments"
        var table = TextTable([
            .init("payment"), .init("kind"), .init("state"), .init("since", .right), .init("detail", isFlexible: true),
        ])
        for payment in showsAll ? group[...] : group.prefix(Self.shown) {
            table.add([
                .init(payment.payment), .init(payment.kind), .init(payment.state),
                .init(payment.since.age(at: at), .warning), .init(payment.detail),
            ])
        }
        let rest = showsAll ? 0 : group.count - Self.shown
        return [paint("\(count): \(first.why)", .strong), "do: \(first.advice)"]
            + table.lines(paint: paint) + (rest > 0 ? ["and \(rest.grouped) more: --all shows them"] : []) + [""]
    }

    private static func text(seconds: Int64) -> String {
        seconds % 60 == 0 && seconds > 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}
