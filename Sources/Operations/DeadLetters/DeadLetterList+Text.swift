extension DeadLetterList {
    public func lines(paint: Paint) -> [String] {
        if groups.isEmpty { return ["No dead letters."] + incomplete(paint) }
        return groupLines(paint) + [""] + letterLines(paint) + incomplete(paint)
    }

    private func groupLines(_ paint: Paint) -> [String] {
        var table = TextTable([
            .init("topic"), .init("reason", isFlexible: true), .init("worker"), .init("open", .right),
            .init("requeued", .right), .init("discarded", .right), .init("oldest", .right), .init("newest", .right),
        ])
        for group in groups {
            table.add([
                .init(group.topic), .init(group.reason), .init(group.worker),
                .init(group.open.grouped, group.open > 0 ? .warning : .plain), .init(group.requeued.grouped),
                .init(group.discarded.grouped), .init(group.oldest.age(at: at)), .init(group.newest.age(at: at)),
            ])
        }
        let begun = groups.reduce(0) { $0 + $1.requeuing }
        let note =
            begun == 0
            ? []
            : [paint("\(begun.grouped) of the open were begun to be put back: they may be on their topic", .warning)]
        return table.lines(paint: paint) + note
    }

    /// The state has a column only where there are several.
    private func letterLines(_ paint: Paint) -> [String] {
        let showsState = letters.contains { $0.state != .open }
        var table = TextTable(
            [.init("where"), .init("age", .right), .init("reason", isFlexible: true), .init("tries", .right)]
                + (showsState ? [.init("state")] : []) + [.init("payment, or key", isFlexible: true)])
        for letter in letters {
            let state: TextTable.Cell = .init(letter.state.rawValue, letter.state == .open ? .warning : .plain)
            table.add(
                [
                    .init("\(letter.place)"), .init(letter.at.age(at: at), .faint), .init(letter.reason),
                    .init("\(letter.attempts)"),
                ] + (showsState ? [state] : []) + [.init(letter.payment ?? letter.key ?? "-")])
        }
        let more = next.map { ["", "More: --after \($0)"] } ?? []
        return table.lines(paint: paint) + more
    }

    private func incomplete(_ paint: Paint) -> [String] {
        isComplete
            ? [] : [paint("There are more: only the first million messages were looked at. Use --topic.", .warning)]
    }
}
