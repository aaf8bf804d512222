import Operations

extension DemoReport {
    /// For a terminal: the outcomes, then what was checked.
    public func textLines(paint: Paint) -> [String] {
        var table = TextTable([
            .init("kind"), .init("outcome", isFlexible: true), .init("payments", .right), .init("expected", .right),
        ])
        for outcome in outcomes {
            let isRight = outcome.count == outcome.expected
            table.add([
                .init(outcome.kind), .init(outcome.outcome), .init("\(outcome.count)", isRight ? .plain : .bad),
                .init("\(outcome.expected)", .faint),
            ])
        }
        return table.lines(paint: paint) + [""] + checks(paint) + wrongBalances.prefix(10).map { "  " + $0 }
    }

    private func checks(_ paint: Paint) -> [String] {
        [
            check("\(payments) payments are final, in \(seconds) s (\(Int(paymentsPerSecond))/s)", true, paint),
            check(
                "\(accounts - wrongBalances.count) of \(accounts) balances are the expected ones",
                wrongBalances.isEmpty, paint),
            check(
                "\(deadLetters) dead letters, \(deadLettersExpected) expected", deadLetters == deadLettersExpected,
                paint),
            check(
                auditFindings == 0 ? "the audit is clean" : "the audit has \(auditFindings) findings (giro audit)",
                auditFindings == 0, paint),
        ] + (wrongOutcomes.isEmpty ? [] : [check(outcomeSentence, false, paint)])
    }

    private var outcomeSentence: String {
        let differing = wrongOutcomes.map { "\($0.kind) \($0.outcome)" }.joined(separator: ", ")
        return "not the expected number of payments: \(differing)"
    }

    private func check(_ sentence: String, _ holds: Bool, _ paint: Paint) -> String {
        (holds ? paint("ok  ", .good) : paint("BAD ", .bad)) + sentence
    }
}
