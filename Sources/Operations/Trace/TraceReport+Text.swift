extension TraceReport {
    public func lines(paint: Paint) -> [String] {
        let problems = errors.map { paint($0, .bad) }
        guard isKnown else {
            return problems.isEmpty ? ["No worker knows payment \(payment)."] : problems
        }
        return problems + headLines(paint) + timelineLines(paint) + entryLines(paint)
    }

    private func headLines(_ paint: Paint) -> [String] {
        guard let summary else { return ["payment \(payment): the payment worker has not heard of it yet"] }
        let state = summary.state + (summary.reason.map { " (\($0))" } ?? "")
        var lines = [
            "payment \(payment)  \(summary.kind)  \(paint(state, summary.tone))",
            "\(summary.amount) from \(summary.payer) to \(summary.payee)",
        ]
        if let traceID { lines.append("trace \(traceID)") }
        if summary.contradictions > 0 {
            lines.append(paint("\(summary.contradictions) messages did not fit what was known", .warning))
        }
        return lines
    }

    /// The day stands in the title when it is one for all.
    private func timelineLines(_ paint: Paint) -> [String] {
        let days = Set(timeline.map(\.at.day))
        let title = days.count == 1 ? "\(days.first ?? "") UTC" : "time (UTC)"
        var table = TextTable([
            .init(title), .init("worker"), .init("what"), .init("where and why", isFlexible: true),
        ])
        for step in timeline {
            let detail = [step.place ?? "", step.detail].filter { !$0.isEmpty }.joined(separator: ", ")
            table.add([
                .init(days.count == 1 ? step.at.timeOfDay : step.at.shown, .faint), .init(step.worker),
                .init(step.what), .init(detail, step.isPublished == false ? .warning : .plain),
            ])
        }
        return [""] + table.lines(paint: paint)
    }

    private func entryLines(_ paint: Paint) -> [String] {
        if entries.isEmpty { return [] }
        var table = TextTable([
            .init("step", .right), .init("account", isFlexible: true), .init("amount", .right),
            .init("balance after", .right), .init("entry", .right),
        ])
        for entry in entries {
            table.add([
                .init("\(entry.step)"), .init(entry.account), .init("\(entry.amount)"), .init("\(entry.balanceAfter)"),
                .init("\(entry.version)"),
            ])
        }
        return [""] + table.lines(paint: paint)
    }
}

extension TraceReport.Summary {
    fileprivate var tone: Paint.Tone {
        switch state {
        case "settled": .good
        case "rejected", "refunded": .warning
        case "suspended": .bad
        default: .strong
        }
    }
}
