import BillerSimulator
import Model

/// What happened outside: at billers, in mailboxes and at endpoints.
extension History {
    /// A biller was asked for each payment once, whatever was asked how often, and did what the model says.
    var billerProblems: [String] {
        var problems: [String] = []
        var effects: [String: Expectation.BillerEffect] = [:]
        for entry in billers {
            let name = "\(entry.biller) \(entry.payment)"
            if entry.conflicts > 0 { problems.append("\(name): one key was used with two bodies") }
            switch entry.status {
            case .accepted:
                if entry.effects != 1 { problems.append("\(name): accepted, with \(entry.effects) effects") }
                effects[entry.biller, default: .init()].accepted += 1
                effects[entry.biller, default: .init()].acceptedMinor += entry.amountMinor
            case .refused:
                if entry.effects != 0 { problems.append("\(name): refused, with \(entry.effects) effects") }
                effects[entry.biller, default: .init()].refused += 1
            case .requested where cancelled.contains(entry.payment) && entry.effects == 0: break
            case .requested: problems.append("\(name): asked for and never decided")
            }
        }
        let expected = Dictionary(uniqueKeysWithValues: expectation.billerEffects.map { ($0.key.text, $0.value) })
        for biller in Set(effects.keys).union(expected.keys).sorted() {
            let (found, wanted) = (effects[biller] ?? .init(), expected[biller] ?? .init())
            if found != wanted { problems.append("\(biller) did \(Self.text(found)), expected \(Self.text(wanted))") }
        }
        return problems
    }

    /// One mail for each that is expected, to one person. Copies have the Message-ID in common, and are no fault where
    /// the server did not say that it had the first.
    var mailProblems: [String] {
        var found: [String: Int] = [:]
        for id in mails.keys {
            let parts = id.split(separator: ".")
            found[parts.count == 3 ? String(parts[1]) : "unknown", default: 0] += 1
        }
        let misled = mails.filter { $0.value.recipients.count != 1 }.count
        return Self.differences(found, expectation.mails, of: "mails")
            + (misled == 0 ? [] : ["\(misled) mails went to several people"])
    }

    /// Each event of a payment came under one id, with one body, was answered, and came after the debit.
    var webhookProblems: [String] {
        Set(notices.keys).union(expectedNotices.keys).sorted().flatMap { endpoint in
            let told = Array((notices[endpoint] ?? [:]).values)
            let counts = told.reduce(into: [:]) { $0[$1.event, default: 0] += 1 }
            let firsts = Dictionary(told.map { ([$0.payment, $0.event], $0.place) }, uniquingKeysWith: min)
            let early = firsts.filter { key, place in
                key[1] != "payment.debited" && firsts[[key[0], "payment.debited"]] ?? 0 > place
            }
            let faults = [
                ("events came under two ids", told.count - firsts.count),
                ("messages came with two bodies", told.count { $0.isContradicted }),
                ("messages were never answered", told.count { !$0.isAnswered }),
                ("events came before their debit", early.count),
            ]
            return Self.differences(counts, expectedNotices[endpoint] ?? [:], of: "endpoint \(endpoint)")
                + faults.filter { $0.1 != 0 }.map { "endpoint \(endpoint): \($0.1) \($0.0)" }
        }
    }

    private static func text(_ effect: Expectation.BillerEffect) -> String {
        "\(effect.accepted) accepted with \(effect.acceptedMinor), \(effect.refused) refused"
    }
}
