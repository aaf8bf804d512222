extension RequeuePlan {
    public func lines(paint: Paint) -> [String] {
        if letters == 0, refused.isEmpty { return ["No open dead letters match."] }
        var table = TextTable([.init("to topic"), .init("reason", isFlexible: true), .init("messages", .right)])
        for group in groups { table.add([.init(group.topic), .init(group.reason), .init(group.letters.grouped)]) }
        var lines = groups.isEmpty ? [] : table.lines(paint: paint) + [""]
        if fromOriginals > 0 {
            lines.append("\(fromOriginals.grouped) from the messages themselves, as masked letters cannot do")
        }
        if begunBefore > 0 {
            lines.append(
                paint(
                    "\(begunBefore.grouped) were begun before and may be on their topics: handlers know repetitions",
                    .warning))
        }
        for group in Dictionary(grouping: refused, by: \.code).sorted(by: { $0.key < $1.key }) {
            let places = group.value.prefix(3).map { "\($0.place)" }.joined(separator: ", ")
            let more = group.value.count > 3 ? ", ..." : ""
            lines.append(paint("\(group.value.count.grouped) cannot be put back, \(group.key): \(places)\(more)", .bad))
        }
        if isLimited { lines.append(paint("more match than are taken at once (--limit)", .warning)) }
        return lines
    }
}

extension DeadLetterList {
    public var status: ExitStatus { groups.contains { $0.open > 0 } ? .found : .done }
}

extension DeadLetterChange {
    /// What would be dealt with.
    public init(planned count: Int) {
        self.init(operation: "", of: count)
    }

    /// - Parameter what: `put back`
    public func sentence(_ what: String) -> String {
        "\(done.grouped) of \(of.grouped) \(what)\(isStopped ? "; stopped" : "") (operation \(operation))"
    }
}
