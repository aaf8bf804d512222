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
        lines += haltedLines(paint)
        if showsLanes { lines += laneLines(paint) }
        return lines + (deadLetters?.lines(paint: paint) ?? []) + paymentLines(paint) + stuckLines(paint)
            + mailLines(paint)
    }

    private func workerLines(_ paint: Paint) -> [String] {
        var table = TextTable([
            .init("worker"), .init("lanes", .right), .init("lag", .right), .init("unpublished", .right),
            .init("dead letters", .right), .init("calls", .right), .init("halted", .right),
            .init("last applied", .right),
            .init("owners", isFlexible: true),
        ])
        for worker in workers where worker.error == nil {
            let lanes = worker.lanes
            let lags = lanes.compactMap(\.lag)
            let unpublished = lanes.reduce(0) { $0 + $1.unpublished }
            let deadLetters = lanes.reduce(0) { $0 + $1.deadLetters }
            let halted = lanes.count { $0.halted != nil }
            table.add([
                .init(worker.name), .init("\(lanes.count)"),
                .init(lags.count == lanes.count ? lags.reduce(0, +).grouped : "?"), .init(unpublished.grouped),
                .init(deadLetters.grouped, deadLetters > 0 ? .warning : .plain),
                .init(lanes.reduce(0) { $0 + $1.scheduledCalls }.grouped),
                .init("\(halted)", halted > 0 ? .bad : .plain),
                .init(lanes.map(\.lastAppliedAt).max().map { $0.age(at: at) } ?? "-"),
                .init(Set(lanes.map(\.owner)).sorted().joined(separator: ", ")),
            ])
        }
        return table.lines(paint: paint)
    }

    private func haltedLines(_ paint: Paint) -> [String] {
        workers.flatMap { worker in
            worker.lanes.compactMap { lane in
                lane.halted.map { paint("halted: \(worker.name) \(lane.topic)/\(lane.partition): \($0)", .bad) }
            }
        }
    }

    private func laneLines(_ paint: Paint) -> [String] {
        var table = TextTable([
            .init("worker"), .init("lane"), .init("next", .right), .init("end", .right), .init("lag", .right),
            .init("unpublished", .right), .init("dead", .right), .init("calls", .right), .init("applied", .right),
            .init("taken", .right), .init("owner", isFlexible: true),
        ])
        for worker in workers {
            for lane in worker.lanes {
                table.add([
                    .init(worker.name), .init("\(lane.topic)/\(lane.partition)"), .init("\(lane.nextOffset)"),
                    .init(lane.isOfAnotherCluster ? "other" : lane.logEnd.map(String.init) ?? "?"),
                    .init(lane.lag.map(String.init) ?? "?"), .init("\(lane.unpublished)"), .init("\(lane.deadLetters)"),
                    .init("\(lane.scheduledCalls)"), .init(lane.lastAppliedAt.age(at: at)),
                    .init(lane.takenAt.age(at: at)), .init(lane.owner),
                ])
            }
        }
        return [""] + table.lines(paint: paint)
    }

    /// Kinds as rows, states as columns.
    private func paymentLines(_ paint: Paint) -> [String] {
        if payments.isEmpty { return ["", "No payments yet."] }
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

    private func mailLines(_ paint: Paint) -> [String] {
        if mails.isEmpty { return [] }
        let counts = mails.map { "\($0.count.grouped) \($0.state)" + ($0.code.map { " (\($0))" } ?? "") }
        return ["", "Mails: " + counts.joined(separator: ", ")]
    }
}
