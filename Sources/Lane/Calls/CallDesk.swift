import HeapModule

/// The scheduled calls of the lanes this process owns, as far as they fit in memory. The engine's thread owns it.
///
/// A call is waiting, then (outside) being performed or (inside) handed to the handler, then gone. An outside call
/// whose time has come waits in line with those to the same target (`CallQueues`). What does not fit stays in the
/// database and is read when there is room again.
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
        let share: CallShare
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
    private var queues: CallQueues<Due>
    /// How many calls each owner has in memory.
    private var owners: [String: Int] = [:]
    private var tickets = 0
    private let capacity: Int
    private let share: (Call) -> CallShare?

    /// Lanes whose database rows did not all fit.
    private(set) var overflowed: Set<Int32> = []

    /// - Parameter share: whose an outside call is.
    init(capacity: Int, concurrent: Int, share: @escaping (Call) -> CallShare?) {
        self.capacity = capacity
        self.share = share
        queues = CallQueues(capacity: concurrent)
    }

    var count: Int { entries.count }

    /// Outside calls under way.
    var performing: Int { queues.underWay }

    /// Whether rows left in the database should be read now: one owner's calls may be half of what fits, and the rows
    /// that are known already are read with the others.
    var wantsReload: Bool { !overflowed.isEmpty && entries.count < max(1, capacity / 4) }

    mutating func schedule(_ call: Call, lane: Int32) {
        let identity = CallIdentity(lane: lane, kind: call.kind, key: call.key)
        let share = share(of: call)
        guard entries[identity] != nil || hasRoom(for: share) else {
            overflowed.insert(lane)
            return
        }
        remove(identity)
        put(call, identity, share)
    }

    /// Rows read from the database; those already known are left alone.
    mutating func reload(_ rows: [ReadCalls.Row], lanes: [Int32], limit: Int) {
        for lane in lanes { overflowed.remove(lane) }
        for row in rows {
            let identity = CallIdentity(lane: row.lane, kind: row.call.kind, key: row.call.key)
            if entries[identity] != nil { continue }
            let share = share(of: row.call)
            if hasRoom(for: share) {
                put(row.call, identity, share)
            } else {
                overflowed.insert(row.lane)
            }
        }
        if rows.count >= limit { overflowed.formUnion(lanes) }
    }

    mutating func remove(_ identity: CallIdentity) {
        guard let entry = entries.removeValue(forKey: identity) else { return }
        if entry.phase == .performing { queues.end(entry.share) }
        let left = (owners[entry.share.owner] ?? 0) - 1
        owners[entry.share.owner] = left > 0 ? left : nil
    }

    /// The lanes are another's now.
    mutating func removeAll(lanes: Set<Int32>) {
        for identity in entries.keys where lanes.contains(identity.lane) { remove(identity) }
        queues.drop { lanes.contains($0.identity.lane) }
        overflowed.subtract(lanes)
    }

    /// When the next call comes up for which there is something to do; microseconds since the Unix epoch. Calls in line
    /// are not meant: they begin when another one ends.
    mutating func nextDue() -> Int64? {
        dropStale()
        return waiting.min?.at
    }

    /// Calls whose time has come: inside ones to be handled, at most `limit`, and outside ones to be performed, as many
    /// as may begin.
    mutating func take(now: Int64, limit: Int) -> [(identity: CallIdentity, ticket: Int, call: Call)] {
        var taken: [(identity: CallIdentity, ticket: Int, call: Call)] = []
        while taken.count < limit {
            dropStale()
            guard let due = waiting.min, due.at <= now, let entry = entries[due.identity] else { break }
            waiting.removeMin()
            if entry.call.place == .outside {
                queues.add(due, to: entry.share)
            } else {
                entries[due.identity]?.phase = .handing
                taken.append((due.identity, due.ticket, entry.call))
            }
        }
        while let (due, share) = queues.next() {
            guard isWaiting(due), let call = entries[due.identity]?.call else {
                queues.end(share)
                continue
            }
            entries[due.identity]?.phase = .performing
            taken.append((due.identity, due.ticket, call))
        }
        return taken
    }

    /// Begins an outside call that waits, whatever its time; `nil` when it does not wait.
    mutating func begin(_ identity: CallIdentity) -> (ticket: Int, call: Call)? {
        guard let entry = entries[identity], entry.phase == .waiting, entry.call.place == .outside else { return nil }
        queues.begin(entry.share)
        entries[identity]?.phase = .performing
        return (entry.ticket, entry.call)
    }

    /// The outside call came back. `false` when it is not waited for any longer.
    mutating func cameBack(_ identity: CallIdentity, ticket: Int) -> Bool {
        guard let entry = entries[identity], entry.ticket == ticket, entry.phase == .performing else { return false }
        queues.end(entry.share)
        entries[identity]?.phase = .handing
        return true
    }

    /// Tries a call that could not be handled again later. Its row in the database stays as it is.
    mutating func postpone(_ identity: CallIdentity, until: Int64) {
        guard let entry = entries[identity] else { return }
        var call = entry.call
        call.dueAt = until
        call.recovered = true
        remove(identity)
        put(call, identity, entry.share)
    }

    /// Looks at a call that was just taken again later. Nothing was done about it.
    mutating func hold(_ identity: CallIdentity, until: Int64) {
        guard let entry = entries[identity] else { return }
        remove(identity)
        put(entry.call, identity, entry.share, lookAt: until)
    }

    /// An owner's calls fill no more of the memory than they leave free, like places among the calls under way.
    private func hasRoom(for share: CallShare) -> Bool {
        let free = capacity - entries.count
        return free > 0 && (share.isNobodys || (owners[share.owner] ?? 0) < free)
    }

    private func share(of call: Call) -> CallShare {
        guard call.place == .outside else { return .nobodys }
        return share(call) ?? .nobodys
    }

    private mutating func put(_ call: Call, _ identity: CallIdentity, _ share: CallShare, lookAt: Int64? = nil) {
        tickets += 1
        entries[identity] = Entry(call: call, phase: .waiting, ticket: tickets, share: share)
        owners[share.owner, default: 0] += 1
        waiting.insert(Due(at: lookAt ?? call.dueAt, identity: identity, ticket: tickets))
    }

    private func isWaiting(_ due: Due) -> Bool {
        entries[due.identity]?.ticket == due.ticket && entries[due.identity]?.phase == .waiting
    }

    /// Entries of the heap whose call was removed or replaced.
    private mutating func dropStale() {
        while let due = waiting.min, !isWaiting(due) { waiting.removeMin() }
    }
}
