import HeapModule

/// The scheduled calls of the lanes this process owns, as far as they fit in memory. The engine's thread owns it.
///
/// A call is waiting, then (outside) being performed or (inside) handed to the handler, then gone. What does not fit
/// stays in the database and is read when there is room again.
struct CallDesk {
    private enum Phase {
        case waiting
        case performing
        case handing
    }

    private struct Entry {
        var call: Call
        var phase: Phase
        /// Tells an entry from the one it replaced.
        var ticket: Int
    }

    private struct Due: Comparable {
        let at: Int64
        let identity: CallIdentity
        let ticket: Int

        static func < (a: Due, b: Due) -> Bool { a.at < b.at }
        static func == (a: Due, b: Due) -> Bool { a.at == b.at }
    }

    private var entries: [CallIdentity: Entry] = [:]
    private var waiting = Heap<Due>()
    private var tickets = 0
    private let capacity: Int
    private let concurrent: Int

    /// Outside calls under way.
    private(set) var performing = 0
    /// Lanes whose database rows did not all fit.
    private(set) var overflowed: Set<Int32> = []

    init(capacity: Int, concurrent: Int) {
        self.capacity = capacity
        self.concurrent = concurrent
    }

    var count: Int { entries.count }

    /// Whether rows left in the database should be read now.
    var wantsReload: Bool { !overflowed.isEmpty && entries.count < capacity / 2 }

    mutating func schedule(_ call: Call, lane: Int32) {
        let identity = CallIdentity(lane: lane, kind: call.kind, key: call.key)
        let former = entries[identity]
        if former == nil, entries.count >= capacity {
            overflowed.insert(lane)
            return
        }
        if former?.phase == .performing { performing -= 1 }
        put(call, identity)
    }

    /// Rows read from the database; those already known are left alone.
    mutating func reload(_ rows: [ReadCalls.Row], lanes: [Int32], limit: Int) {
        for lane in lanes { overflowed.remove(lane) }
        for row in rows {
            let identity = CallIdentity(lane: row.lane, kind: row.call.kind, key: row.call.key)
            if entries[identity] == nil { put(row.call, identity) }
        }
        if rows.count >= limit { overflowed.formUnion(lanes) }
    }

    mutating func remove(_ identity: CallIdentity) {
        guard let entry = entries.removeValue(forKey: identity) else { return }
        if entry.phase == .performing { performing -= 1 }
    }

    /// The lanes are another's now.
    mutating func removeAll(lanes: Set<Int32>) {
        for identity in entries.keys where lanes.contains(identity.lane) { remove(identity) }
        overflowed.subtract(lanes)
    }

    /// When the next waiting call is due; microseconds since the Unix epoch.
    mutating func nextDue() -> Int64? {
        dropStale()
        return waiting.min?.at
    }

    /// Calls whose time has come, at most `limit`: outside ones to be performed, inside ones to be handled.
    mutating func take(now: Int64, limit: Int) -> [(identity: CallIdentity, ticket: Int, call: Call)] {
        var taken: [(identity: CallIdentity, ticket: Int, call: Call)] = []
        var putBack: [Due] = []
        while taken.count < limit {
            dropStale()
            guard let due = waiting.min, due.at <= now, var entry = entries[due.identity] else { break }
            waiting.removeMin()
            if entry.call.place == .outside, performing >= concurrent {
                putBack.append(due)
                if putBack.count >= concurrent { break }
                continue
            }
            entry.phase = entry.call.place == .outside ? .performing : .handing
            if entry.phase == .performing { performing += 1 }
            entries[due.identity] = entry
            taken.append((due.identity, due.ticket, entry.call))
        }
        for due in putBack { waiting.insert(due) }
        return taken
    }

    /// The outside call came back. `false` when nobody waits for it any more.
    mutating func cameBack(_ identity: CallIdentity, ticket: Int) -> Bool {
        guard var entry = entries[identity], entry.ticket == ticket, entry.phase == .performing else { return false }
        performing -= 1
        entry.phase = .handing
        entries[identity] = entry
        return true
    }

    /// Tries a call that could not be handled again later. Its row in the database stays as it is.
    mutating func postpone(_ identity: CallIdentity, until: Int64) {
        guard var call = entries[identity]?.call else { return }
        call.dueAt = until
        call.recovered = true
        put(call, identity)
    }

    /// Looks at a call that was just taken again later. Nothing was done about it.
    mutating func hold(_ identity: CallIdentity, until: Int64) {
        guard let entry = entries[identity] else { return }
        if entry.phase == .performing { performing -= 1 }
        put(entry.call, identity, lookAt: until)
    }

    private mutating func put(_ call: Call, _ identity: CallIdentity, lookAt: Int64? = nil) {
        tickets += 1
        entries[identity] = Entry(call: call, phase: .waiting, ticket: tickets)
        waiting.insert(Due(at: lookAt ?? call.dueAt, identity: identity, ticket: tickets))
    }

    /// Entries of the heap whose call was removed or replaced.
    private mutating func dropStale() {
        while let due = waiting.min,
            entries[due.identity]?.ticket != due.ticket || entries[due.identity]?.phase != .waiting
        {
            waiting.removeMin()
        }
    }
}
