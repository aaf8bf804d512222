extension StatusReport {
    /// Lanes that are gone about carefully, and what is in hand or put aside.
    func carefulLines(_ paint: Paint) -> [String] {
        var lines: [String] = []
        for worker in workers {
            for lane in worker.lanes where lane.ends > 0 {
                let owners = lane.ends == 1 ? "its owner" : "\(lane.ends) owners in a row"
                lines.append(
                    paint(
                        "careful: \(worker.name) \(lane.topic)/\(lane.partition): \(owners) ended without a word",
                        lane.ends > 1 ? .bad : .warning))
            }
        }
        if workers.allSatisfy(\.inHand.isEmpty) { return lines }
        var table = TextTable([
            .init("in hand", isFlexible: true), .init("of", isFlexible: true), .init("is"), .init("at"),
            .init("ends", .right), .init("since", .right), .init("process", isFlexible: true),
        ])
        for worker in workers {
            for item in worker.inHand {
                let state: TextTable.Cell =
                    item.putAsideAt != nil
                    ? .init("put aside", .bad) : item.isInHand ? .init("in hand", .warning) : .init("waiting")
                table.add([
                    .init(item.what), .init("\(worker.name) \(item.lane)"), state, .init(item.stage),
                    .init("\(item.ends)", item.ends > 0 ? .warning : .plain),
                    .init((item.putAsideAt ?? item.since).age(at: at)), .init(item.instance),
                ])
            }
        }
        return lines + [""] + table.lines(paint: paint)
    }
}
