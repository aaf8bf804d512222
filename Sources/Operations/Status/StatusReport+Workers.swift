extension StatusReport {
    func workerLines(_ paint: Paint) -> [String] {
        var table = TextTable([
            .init("worker"), .init("is"), .init("lanes", .right), .init("lag", .right), .init("behind", .right),
            .init("unpublished", .right), .init("dead letters", .right), .init("calls", .right),
            .init("halted", .right), .init("applied", .right),
        ])
        for worker in workers where worker.error == nil {
            let lanes = worker.lanes
            let lags = lanes.compactMap(\.lag)
            let deadLetters = lanes.reduce(0) { $0 + $1.deadLetters }
            let halted = lanes.count { $0.halted != nil }
            table.add([
                .init(worker.name), worker.activity, .init("\(lanes.count)"),
                .init(lags.count == lanes.count ? lags.reduce(0, +).grouped : "?"),
                .init(lanes.compactMap(\.oldestUnreadAt).min().map { $0.age(at: at) } ?? "-"),
                .init(lanes.reduce(0) { $0 + $1.unpublished }.grouped),
                .init(deadLetters.grouped, deadLetters > 0 ? .warning : .plain),
                .init(lanes.reduce(0) { $0 + $1.scheduledCalls }.grouped),
                .init("\(halted)", halted > 0 ? .bad : .plain),
                .init(lanes.map(\.lastAppliedAt).max().map { $0.age(at: at) } ?? "-"),
            ])
        }
        return table.lines(paint: paint)
    }

    /// Every process, with what it last complained of.
    func processLines(_ paint: Paint) -> [String] {
        guard workers.contains(where: { !$0.processes.isEmpty }) else { return [] }
        var table = TextTable([
            .init("process", isFlexible: true), .init("worker"), .init("is"), .init("lanes", .right),
            .init("backlog", .right), .init("calling", .right), .init("seen", .right), .init("up for", .right),
            .init("last error", isFlexible: true),
        ])
        for worker in workers {
            for process in worker.processes {
                let error = process.lastError.map { code in
                    process.lastErrorAt.map { "\(code), \($0.age(at: at)) ago" } ?? code
                }
                table.add([
                    .init(process.instance), .init(worker.name), process.state.cell, .init("\(process.lanes)"),
                    .init(process.backlog.grouped), .init(process.callsUnderWay.grouped),
                    .init(process.seenAt.age(at: at)), .init(process.startedAt.age(at: at)), .init(error ?? "-"),
                ])
            }
        }
        return [""] + table.lines(paint: paint)
    }

    /// What was paused on purpose.
    func orderLines(_ paint: Paint) -> [String] {
        let orders = workers.flatMap(\.orders).filter { $0.scope != .drain }
        if orders.isEmpty { return [] }
        var table = TextTable([
            .init("paused", isFlexible: true), .init("for", .right), .init("by", isFlexible: true),
            .init("why", isFlexible: true),
        ])
        for order in orders {
            table.add([
                .init(order.sentence, .warning), .init(order.since.age(at: at)), .init(order.operatorName),
                .init(order.reason),
            ])
        }
        return [""] + table.lines(paint: paint)
    }

    /// Outside systems that do not answer, as each process sees them.
    func breakerLines(_ paint: Paint) -> [String] {
        var table = TextTable([.init("breaker"), .init("of", isFlexible: true), .init("process", isFlexible: true)])
        var isEmpty = true
        for process in workers.flatMap(\.processes) where process.isAlive {
            for connector in process.connectors {
                isEmpty = false
                table.add([.init(connector.state, .warning), .init(connector.name), .init(process.instance)])
            }
        }
        return isEmpty ? [] : [""] + table.lines(paint: paint)
    }

    func laneLines(_ paint: Paint) -> [String] {
        var table = TextTable([
            .init("worker"), .init("lane"), .init("next", .right), .init("end", .right), .init("behind", .right),
            .init("published", .right), .init("dead", .right), .init("calls", .right), .init("applied", .right),
            .init("owner", isFlexible: true),
        ])
        for worker in workers {
            for lane in worker.lanes {
                let published = lane.unpublished > 0 ? "\(lane.publishedSeq)/\(lane.lastSeq)" : "\(lane.publishedSeq)"
                table.add([
                    .init(worker.name), .init("\(lane.topic)/\(lane.partition)"), .init("\(lane.nextOffset)"),
                    .init(lane.isOfAnotherCluster ? "other" : lane.logEnd.map(String.init) ?? "?"),
                    .init(lane.oldestUnreadAt.map { $0.age(at: at) } ?? (lane.lag == 0 ? "-" : "?")),
                    .init(published, lane.unpublished > 0 ? .warning : .plain), .init("\(lane.deadLetters)"),
                    .init("\(lane.scheduledCalls)"), .init(lane.lastAppliedAt.age(at: at)), .init(lane.owner),
                ])
            }
        }
        return [""] + table.lines(paint: paint)
    }
}

extension StatusReport.Worker {
    fileprivate var activity: TextTable.Cell {
        if orders.contains(where: { $0.scope == .worker }) { return .init("paused", .warning) }
        if isAbandoned { return .init("not running", .bad) }
        if processes.isEmpty { return .init("-") }
        return orders.contains { $0.scope != .drain } ? .init("paused in part", .warning) : .init("working")
    }
}

extension ProcessStanding.State {
    fileprivate var cell: TextTable.Cell {
        switch self {
        case .working: .init("working", .good)
        case .silent: .init("silent", .bad)
        case .stopped: .init("stopped", .warning)
        case .drained: .init("drained", .warning)
        }
    }
}
