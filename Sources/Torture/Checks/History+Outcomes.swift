import Payments

/// What became of the payments, against the model.
extension History {
    var auditProblems: [String] {
        auditFindings + auditSkipped.map { "not judged: \($0)" }
    }

    var unfinishedProblems: [String] {
        let halted = lanes.filter { $0.halted != nil }.map {
            "lane \($0.lane) of \($0.worker) is halted: \($0.halted ?? "")"
        }
        if finalPayments == expectation.payments { return halted }
        return ["\(finalPayments) payments are final, \(expectation.payments) were asked for"] + halted
    }

    var stateProblems: [String] {
        PaymentKind.allCases.flatMap { kind in
            Self.differences(
                states[kind.rawValue] ?? [:], expectation.statesByKind[kind] ?? [:], of: kind.rawValue)
        }
    }

    var balanceProblems: [String] {
        expectation.balances.sorted { $0.key.text < $1.key.text }.compactMap { account, expected in
            guard let found = balances[account.text] else { return "\(account.text) does not exist" }
            return found == expected ? nil : "\(account.text) has \(found), expected \(expected)"
        }
    }

    var deadLetterProblems: [String] {
        Set(deadLetters.keys).union(expectedDeadLetters.keys).sorted().flatMap { worker in
            Self.differences(deadLetters[worker] ?? [:], expectedDeadLetters[worker] ?? [:], of: worker)
        }
    }

    static func differences(_ found: [String: Int], _ expected: [String: Int], of subject: String) -> [String] {
        Set(found.keys).union(expected.keys).sorted().compactMap { label in
            let (count, wanted) = (found[label] ?? 0, expected[label] ?? 0)
            return count == wanted ? nil : "\(subject) \(label): \(count), expected \(wanted)"
        }
    }
}
