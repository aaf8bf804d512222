import Payments

extension StatusReport {
    /// - Parameter showsLanes: every lane, not only those that need somebody.
    public func lines(showsLanes: Bool, paint: Paint) -> [String] {
        var lines = ["Kafka \(bootstrapServers), mode \(mode)"]
        if let kafkaError { lines.append(paint(kafkaError, .bad)) }
        lines += [""] + workerLines(paint)
        for worker in workers {
            if let error = worker.error { lines.append(paint(error, .bad)) }
        }
        lines += haltedLines(paint) + carefulLines(paint) + orderLines(paint) + breakerLines(paint)
        if showsLanes { lines += laneLines(paint) }
        return lines + processLines(paint) + (deadLetters?.lines(paint: paint) ?? []) + paymentLines(paint)
            + underWayLines(paint) + stuckLines(paint) + suspenseLines(paint) + mailLines(paint)
    }

    private func haltedLines(_ paint: Paint) -> [String] {
        workers.flatMap { worker in
            worker.lanes.compactMap { lane in
                lane.halted.map { paint("halted: \(worker.name) \(lane.topic)/\(lane.partition): \($0)", .bad) }
            }
        }
    }

    /// Kinds as rows, states as columns.
    private func paymentLines(_ paint: Paint) -> [String] {
        if payments.isEmpty {
            let isRead = workers.contains { $0.name == "payment" && $0.error == nil }
            return isRead ? ["", "No payments yet."] : []
        }
        let states = PaymentState.allCases.map(\.rawValue).filter { state in payments.contains { $0.state == state } }
        var table = TextTable([.init("payments")] + states.map { .init($0, .right) } + [.init("all", .right)])
        func count(_ isCounted: (PaymentCount) -> Bool) -> TextTable.Cell {
            let sum = payments.filter(isCounted).reduce(0) { $0 + $1.count }
            return .init(sum == 0 ? "-" : sum.grouped, sum == 0 ? .faint : .plain)
        }
        for kind in PaymentKind.allCases.map(\.rawValue) where payments.contains(where: { $0.kind == kind }) {
            table.add(
                [.init(kind)] + states.map { state in count { $0.kind == kind && $0.state == state } }
                    + [count { $0.kind == kind }])
        }
        table.add([.init("all", .strong)] + states.map { state in count { $0.state == state } } + [count { _ in true }])
        return [""] + table.lines(paint: paint)
    }

    /// Those under way: states as rows, ages as columns.
    private func underWayLines(_ paint: Paint) -> [String] {
        if underWay.isEmpty { return [] }
        let ages = ["< 1 min", "< 10 min", "< 1 h", "< 1 d", "older"]
        var table = TextTable([.init("under way")] + ages.map { .init($0, .right) })
        for row in underWay {
            let counts = row.counts.map { TextTable.Cell($0 == 0 ? "-" : $0.grouped, $0 == 0 ? .faint : .plain) }
            table.add([.init(row.state)] + counts)
        }
        return [""] + table.lines(paint: paint)
    }

    private func stuckLines(_ paint: Paint) -> [String] {
        if stuck.isEmpty { return [] }
        var table = TextTable([
            .init("under way for long"), .init("kind"), .init("state"), .init("since", .right),
            .init("its biller", isFlexible: true),
        ])
        for payment in stuck {
            let tries = payment.tries.map { $0 == 1 ? "asked once" : "asked \($0) times" }
            table.add([
                .init(payment.payment), .init(payment.kind), .init(payment.state),
                .init(payment.since.age(at: at), .warning),
                .init([tries, payment.lastCode].compactMap { $0 }.joined(separator: ", ")),
            ])
        }
        return [""] + table.lines(paint: paint)
    }

    private func suspenseLines(_ paint: Paint) -> [String] {
        if suspense.isEmpty { return [] }
        return ["", paint("In suspense: " + suspense.map(\.text).joined(separator: ", "), .warning)]
    }

    private func mailLines(_ paint: Paint) -> [String] {
        let counted = [("Mails", mails), ("Webhooks", deliveries)].filter { !$0.1.isEmpty }
        let lines = counted.map { name, counts in
            let texts = counts.map { "\($0.count.grouped) \($0.state)" + ($0.code.map { " (\($0))" } ?? "") }
            return "\(name): " + texts.joined(separator: ", ")
        }
        return lines.isEmpty ? [] : [""] + lines
    }
}
