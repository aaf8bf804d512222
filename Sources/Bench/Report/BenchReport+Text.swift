import Messages
import Operations

extension BenchReport {
    /// For a terminal.
    public func lines(paint: Paint) -> [String] {
        [
            "\(machine.processor), \(machine.cores) cores, \(machine.memoryGibibytes) GiB; "
                + "PostgreSQL \(machine.postgres), "
                + "\(machine.broker); load \(machine.loadBefore) before",
            "",
        ] + rates(paint) + latencies(paint) + reads(paint) + costs(paint) + starts() + ["", sentence(paint)]
    }

    private func rates(_ paint: Paint) -> [String] {
        var table = TextTable([.init("what"), .init("per second", .right), .init("compared")])
        func add(_ name: String, _ value: Double?, _ compared: String = "") {
            if let value { table.add([.init(name), .init(Int(value.rounded()).grouped), .init(compared)]) }
        }
        let each = tpcb.map { "\(Int($0))" }.joined(separator: ", ")
        add("TPC-B, pgbench", tpcb.isEmpty ? nil : tpcbMedian, tpcb.count > 1 ? "median of \(each)" : "")
        add("payments, request to final", flow?.perSecond, text(.endToEndOverTPCB, "TPC-B"))
        for hop in hops {
            let rounds = "median of " + hop.rounds.map { Int($0).grouped }.joined(separator: " ")
            let ratio = hop.name == "wallet, requests" ? text(.walletOverTPCB, "TPC-B") : ""
            add("\(hop.name) alone", hop.perSecond, ratio.isEmpty ? rounds : "\(ratio); \(rounds)")
        }
        add("payments, one in a transaction", single?.perSecond, text(.batchOverSingle, "of it in batches"))
        add("payments to one payee", hotPayee?.perSecond, text(.hotPayeeOverUniform, "uniform"))
        add("payments from one payer", hotPayer?.perSecond, text(.hotPayerOverUniform, "uniform"))
        add("requests produced, nothing else", brokerProduced)
        add("requests consumed, nothing else", brokerConsumed)
        add("the wallet's rows by COPY, payments", copied, text(.endToEndOverCopy, "of it, all workers"))
        add("messages published, nothing else", publishing?.perSecond, publishing?.text ?? "")
        add("payments, \(ledger?.smallAccounts.grouped ?? "") accounts", ledger?.smallPerSecond)
        add(
            "payments, \(ledger?.largeAccounts.grouped ?? "") accounts, \(ledger?.entries.grouped ?? "") entries",
            ledger?.largePerSecond, text(.largeOverSmallLedger, "the small one"))
        add("reads over HTTP, \(gateway?.clients ?? 0) clients", gateway?.perSecond, text(.readsOverBare, "bare"))
        add("the same bytes, a bare route", gateway?.barePerSecond)
        return table.lines(paint: paint)
    }

    private func text(_ key: CodingKeys, _ other: String) -> String {
        ratios.first { $0.key == key }.map { "\($0.ratio) x \(other)" } ?? ""
    }

    private func latencies(_ paint: Paint) -> [String] {
        guard let latency else { return [] }
        var table = TextTable(
            [.init("at \(latency.rate.grouped)/s, ms from due")]
                + ["p50", "p90", "p99", "p99.9", "max"].map { .init($0, .right) })
        let rows = [
            ("money held", latency.read[WalletDebited.topic]), ("payee's side done", latency.read[BillPaid.topic]),
            ("money moved", latency.moved), ("people told", latency.told),
            ("any of these, from its decision to its reader", latency.published),
        ]
        for case (let name, let summary?) in rows {
            let values = [summary.p50, summary.p90, summary.p99, summary.p999, summary.max]
            table.add([.init(name)] + values.map { .init("\(Ratio.rounded($0))") })
        }
        return [""] + table.lines(paint: paint)
    }

    private func costs(_ paint: Paint) -> [String] {
        guard let flow else { return [] }
        var table = TextTable([
            .init("process"), .init("CPU us/payment", .right), .init("peak MiB", .right), .init("idle CPU %", .right),
        ])
        for (name, cost) in flow.cpuMicroseconds.sorted(by: { $0.value > $1.value }) {
            table.add([
                .init(name), .init("\(cost)"), .init(flow.peakMebibytes[name].map { "\($0)" } ?? ""),
                .init(idlePercent[name].map { "\($0)" } ?? ""),
            ])
        }
        let bytes = tableBytesPerPayment.values.reduce(0, +)
        let minutes =
            flow.byMinute.count < 2
            ? [] : ["by minute: " + flow.byMinute.map { Int($0).grouped }.joined(separator: " ")]
        return [""] + table.lines(paint: paint) + minutes + [
            "\(Int(flow.walBytes).grouped) bytes of WAL a payment, \(Int(bytes).grouped) bytes of tables and indexes, "
                + "\(Int(flow.transactionsPerSecond).grouped) transactions/s"
        ]
    }

    private func reads(_ paint: Paint) -> [String] {
        guard let gateway else { return [] }
        let costs = gateway.cpuMicroseconds.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
        let errors = gateway.errors.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return [
            "",
            "a read: CPU us " + costs.joined(separator: ", ")
                + "; ms p50 \(Ratio.rounded(gateway.latency.p50)), p99 \(Ratio.rounded(gateway.latency.p99))",
            errors.isEmpty ? "no errors" : paint("errors: " + errors.joined(separator: ", "), .bad),
        ]
    }

    private func starts() -> [String] {
        startMilliseconds.map { ["from a worker's start to its first poll: \($0) ms"] } ?? []
    }

    private func sentence(_ paint: Paint) -> String {
        isClean
            ? paint("The audit over \(payments.grouped) payments is clean.", .good)
            : paint("The audit over \(payments.grouped) payments has \(auditFindings) findings.", .bad)
    }
}

extension BenchReport.Publishing {
    fileprivate var text: String {
        let (p50, p90) = (Ratio.rounded(latency.p50), Ratio.rounded(latency.p90))
        return "\(Int(perCPUSecond).grouped) a CPU second, \(residentMebibytes) MiB; "
            + "at \(rate.grouped)/s p50 \(p50) ms, p90 \(p90) ms"
    }
}
