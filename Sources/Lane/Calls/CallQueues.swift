import DequeModule

/// Outside calls whose time has come, by what they call, and who of them is next. The engine's thread owns it.
///
/// Targets take turns, a call each. An owner may have as many calls under way as there are free ones: of 64, the first
/// owner gets 32 at the most, a second one then 16 at once, and a place is free for the next owner. In the long run
/// n owners who want everything have an equal share each, and one share stays free.
package struct CallQueues<Ticket> {
    private struct Line {
        let share: CallShare
        var waiting: Deque<Ticket> = []
        var underWay = 0
    }

    private let capacity: Int
    private var lines: [String: Line] = [:]
    /// Targets with waiting calls, each once.
    private var turns: Deque<String> = []
    private var owners: [String: Int] = [:]

    package private(set) var underWay = 0

    package init(capacity: Int) { self.capacity = capacity }

    package mutating func add(_ ticket: Ticket, to share: CallShare) {
        var line = lines.removeValue(forKey: share.target) ?? Line(share: share)
        if line.waiting.isEmpty { turns.append(share.target) }
        line.waiting.append(ticket)
        lines[share.target] = line
    }

    /// The next call that may begin; it counts as under way until `end`. Nil: none may now.
    package mutating func next() -> (ticket: Ticket, share: CallShare)? {
        guard underWay < capacity else { return nil }
        for _ in 0..<turns.count {
            guard let target = turns.popFirst(), var line = lines.removeValue(forKey: target) else { break }
            guard mayBegin(line), let ticket = line.waiting.popFirst() else {
                turns.append(target)
                lines[target] = line
                continue
            }
            line.underWay += 1
            underWay += 1
            owners[line.share.owner, default: 0] += 1
            if !line.waiting.isEmpty { turns.append(target) }
            let share = line.share
            lines[target] = line
            return (ticket, share)
        }
        return nil
    }

    /// A call begins out of turn; it counts as under way until `end`.
    package mutating func begin(_ share: CallShare) {
        lines[share.target, default: Line(share: share)].underWay += 1
        underWay += 1
        owners[share.owner, default: 0] += 1
    }

    /// A call that `next` or `begin` gave out is over.
    package mutating func end(_ share: CallShare) {
        underWay -= 1
        let left = (owners[share.owner] ?? 0) - 1
        owners[share.owner] = left > 0 ? left : nil
        lines[share.target]?.underWay -= 1
        if let line = lines[share.target], line.underWay == 0, line.waiting.isEmpty { lines[share.target] = nil }
    }

    /// Forgets waiting calls that are not wanted any longer.
    package mutating func drop(where isUnwanted: (Ticket) -> Bool) {
        for target in turns { lines[target]?.waiting.removeAll(where: isUnwanted) }
        turns = turns.filter { lines[$0]?.waiting.isEmpty == false }
        for (target, line) in lines where line.underWay == 0 && line.waiting.isEmpty { lines[target] = nil }
    }

    /// The first call of an owner may always begin while there is a place.
    private func mayBegin(_ line: Line) -> Bool {
        let own = owners[line.share.owner] ?? 0
        return line.underWay < line.share.maximum
            && (line.share.isNobodys || own == 0 || own < capacity - underWay)
    }
}
