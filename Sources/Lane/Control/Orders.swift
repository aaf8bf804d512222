/// What operators have ordered for a worker: the rows of its `control` table that concern this process.
struct Orders: Equatable, Sendable {
    /// Nothing is taken in, no call is begun. What was under way is finished and published.
    var pausesWorker = false
    /// `topic/partition` of lanes that take nothing in and begin no call.
    var pausedLanes: Set<String> = []
    /// Names of outside systems that are not called.
    var pausedConnectors: Set<String> = []
    /// As paused, and once everything is finished and published the process ends.
    var drains = false

    init() {}

    init(_ rows: [ReadOrders.Row]) {
        for row in rows {
            switch row.scope {
            case "worker": pausesWorker = true
            case "lane": pausedLanes.insert(row.name)
            case "connector": pausedConnectors.insert(row.name)
            case "drain": drains = true
            default: break  // of a later version
            }
        }
    }

    /// Nothing new is begun.
    var isResting: Bool { pausesWorker || drains }

    /// For people: `worker`, `lane bill.paid/0`, `connector mail`, `drain`.
    var sentences: [String] {
        (pausesWorker ? ["worker"] : []) + pausedLanes.sorted().map { "lane \($0)" }
            + pausedConnectors.sorted().map { "connector \($0)" } + (drains ? ["drain"] : [])
    }
}
