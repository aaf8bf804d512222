/// What was decided, against what is on the topics.
extension History {
    /// Nothing was trimmed in a run, so each lane's numbers are 1, 2, 3 ... up to the cursor's.
    var outboxProblems: [String] {
        var numbers: [String: [Int64]] = [:]
        for id in outbox.keys { numbers["\(id.worker) \(id.lane)", default: []].append(id.seq) }
        var problems: [String] = []
        for lane in lanes.sorted(by: { ($0.worker, $0.lane) < ($1.worker, $1.lane) }) {
            let found = (numbers.removeValue(forKey: "\(lane.worker) \(lane.lane)") ?? []).sorted()
            if found == (0..<lane.lastSeq).map({ $0 + 1 }) { continue }
            problems.append(
                "\(lane.worker) lane \(lane.lane): the cursor says \(lane.lastSeq), "
                    + "\(found.count) rows, last \(found.last ?? 0)"
            )
        }
        return problems + numbers.keys.sorted().map { "\($0): rows of a lane without a cursor" }
    }

    /// Each decided message is on its topic, as it was decided: once on a real broker, and in the lane's order.
    var eventProblems: [String] {
        var problems = Problems()
        for (id, decided) in outbox {
            guard let event = events[id] else {
                problems.add("decided and never published", id, decided.topic)
                continue
            }
            if event.topic != decided.topic { problems.add("published on \(event.topic)", id, decided.topic) }
            if event.content != decided.content || event.isContradicted {
                problems.add("published with another content", id, decided.topic)
            }
            if isTransactional, event.copies != 1 { problems.add("published \(event.copies) times", id, decided.topic) }
        }
        for id in events.keys where outbox[id] == nil {
            problems.add("published and never decided", id, events[id]?.topic ?? "")
        }
        if isTransactional { addOrder(to: &problems) }
        return problems.sentences
    }

    private func addOrder(to problems: inout Problems) {
        var last: [String: (id: EventID, offset: Int64)] = [:]
        for (id, event) in events.sorted(by: { $0.key < $1.key }) {
            let place = "\(id.worker) \(id.lane) \(event.topic)/\(event.partition)"
            if let before = last[place], before.offset > event.offset {
                problems.add("published before \(before.id.seq)", id, event.topic)
            }
            last[place] = (id, event.offset)
        }
    }
}

/// The first few of each sort, and how many there are.
private struct Problems {
    private var cases: [String: [(id: History.EventID, topic: String)]] = [:]

    private static let shown = 3

    mutating func add(_ sort: String, _ id: History.EventID, _ topic: String) {
        cases[sort, default: []].append((id, topic))
    }

    var sentences: [String] {
        cases.sorted { $0.key < $1.key }.map { sort, found in
            let first = found.sorted { $0.id < $1.id }.prefix(Self.shown).map { "\($0.id) of \($0.topic)" }
            return "\(found.count) \(sort): \(first.joined(separator: ", "))"
        }
    }
}
