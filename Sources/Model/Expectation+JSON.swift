import Payments

extension Expectation {
    /// Keys sorted, one account or count a line, so that two of them can be compared by eye.
    public func json() -> [UInt8] {
        var sections: [(String, [UInt8])] = [
            ("seed", Array("\(seed)".utf8)), ("lines", Array("\(lines)".utf8)),
            ("payments", Array("\(payments)".utf8)), ("duplicates", Array("\(duplicates)".utf8)),
        ]
        let states = statesByKind.map { ($0.rawValue, $1) }
        sections.append(("states_by_kind", nested(states)))
        sections.append(("dead_letters", nested(deadLetters.map { ($0, $1) })))
        sections.append(("notifications", flat(notifications.map { ($0, Int64($1)) })))
        sections.append(("mails", flat(mails.map { ($0, Int64($1)) })))
        sections.append(("biller_effects", effects()))
        sections.append(("balances", flat(balances.map { ($0.text, $1) })))
        let lines = sections.map { Array("\"\($0)\": ".utf8) + $1 }
        return Array("{\n".utf8) + Array(lines.joined(separator: Array(",\n".utf8))) + Array("\n}\n".utf8)
    }

    private func flat(_ counts: [(String, Int64)], indent: String = "  ") -> [UInt8] {
        let lines = counts.sorted { $0.0 < $1.0 }.map { "\(indent)\"\($0)\": \($1)" }
        return Array("{\n\(lines.joined(separator: ",\n"))\n\(indent.dropLast(2))}".utf8)
    }

    private func nested(_ groups: [(String, [String: Int])]) -> [UInt8] {
        let lines = groups.sorted { $0.0 < $1.0 }.map { name, counts in
            Array("  \"\(name)\": ".utf8) + flat(counts.map { ($0, Int64($1)) }, indent: "    ")
        }
        return Array("{\n".utf8) + Array(lines.joined(separator: Array(",\n".utf8))) + Array("\n}".utf8)
    }

    private func effects() -> [UInt8] {
        let lines = billerEffects.sorted { $0.key < $1.key }.map { account, effect in
            "  \"\(account)\": {\"accepted\": \(effect.accepted), \"accepted_minor\": \(effect.acceptedMinor), "
                + "\"refused\": \(effect.refused)}"
        }
        return Array("{\n\(lines.joined(separator: ",\n"))\n}".utf8)
    }
}
