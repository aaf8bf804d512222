/// What was in hand when an owner ended, of the lanes this process owns. It is taken in hand alone from then on. The
/// engine's thread owns it.
struct Suspects {
    private struct Run {
        let first: Int64
        let last: Int64
        let ends: Int
        let stage: String
    }

    /// By lane: messages. Runs may lie over each other; what was in hand alone is a run of one.
    private var runs: [Int32: [Run]] = [:]
    /// Timers and calls, and how many owners ended with them in hand.
    private var calls: [CallIdentity: Int] = [:]
    /// Calls that no process performs until an operator says so.
    private(set) var aside: Set<CallIdentity> = []

    /// Something is to be taken in hand alone.
    var isAny: Bool { !runs.isEmpty || !calls.isEmpty }

    /// Runs of messages, timers and calls.
    var count: Int { runs.values.reduce(0) { $0 + $1.count } + calls.count }

    mutating func add(_ rows: [ReadInHand.Row]) {
        for row in rows {
            let identity = CallIdentity(lane: row.lane, kind: row.kind, key: row.key)
            if row.kind.isEmpty {
                runs[row.lane, default: []].append(
                    Run(first: row.first, last: row.last, ends: Int(row.ends), stage: row.stage))
            } else if row.isAside {
                aside.insert(identity)
            } else {
                calls[identity] = Int(row.ends)
            }
        }
    }

    /// How many owners ended with the message in hand.
    func ends(lane: Int32, offset: Int64) -> Int {
        guard let runs = runs[lane] else { return 0 }
        return runs.reduce(0) { $1.first <= offset && offset <= $1.last ? max($0, $1.ends) : $0 }
    }

    /// At which stage of the message the last of them ended.
    func stage(lane: Int32, offset: Int64) -> String {
        let met = runs[lane]?.filter { $0.first <= offset && offset <= $0.last }
        return met?.max { $0.ends < $1.ends }?.stage ?? ""
    }

    /// How many owners ended with the timer or the call in hand.
    func ends(_ identity: CallIdentity) -> Int { calls[identity] ?? 0 }

    /// The lane stands there now: what was before is done.
    mutating func pass(lane: Int32, nextOffset: Int64) {
        guard let left = runs[lane]?.filter({ $0.last >= nextOffset }) else { return }
        runs[lane] = left.isEmpty ? nil : left
    }

    /// It was in hand, and nothing ended.
    mutating func acquit(_ identity: CallIdentity) {
        calls[identity] = nil
        aside.remove(identity)
    }

    mutating func putAside(_ identity: CallIdentity) {
        calls[identity] = nil
        aside.insert(identity)
    }

    /// Those that an operator lets go on are forgotten.
    /// - Returns: them.
    mutating func keepAside(_ identities: Set<CallIdentity>) -> Set<CallIdentity> {
        defer { aside.formIntersection(identities) }
        return aside.subtracting(identities)
    }

    /// The lanes are another's now.
    mutating func removeAll(lanes: Set<Int32>) {
        runs = runs.filter { !lanes.contains($0.key) }
        calls = calls.filter { !lanes.contains($0.key.lane) }
        aside = aside.filter { !lanes.contains($0.lane) }
    }
}
