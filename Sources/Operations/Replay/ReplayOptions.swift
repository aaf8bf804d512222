/// How fast a replay may go.
public struct ReplayOptions: Sendable {
    /// Messages a second.
    public var perSecond = 500
    /// It waits while a lane that reads these topics has more messages to come.
    public var maximumLag: Int64 = 2_000

    public init() {}
}

/// How far a replay is.
public struct ReplayProgress: Sendable, Encodable {
    /// What `--resume` takes.
    public let id: String
    public let mode: ReplayMode
    /// Messages since it began, over all its runs.
    public internal(set) var published: Int64
    /// Of them, by this run.
    public internal(set) var publishedNow: Int64 = 0
    /// Places of the plan that are behind, and all of them.
    public internal(set) var covered: Int64
    public let planned: Int64
    public internal(set) var isDone = false
    public internal(set) var seconds = 0.0

    public var status: ExitStatus { isDone ? .done : .found }

    public var sentence: String {
        let rate = seconds > 0.1 ? ", \(Int(Double(publishedNow) / seconds).grouped)/s" : ""
        let end = isDone ? "" : "; stopped. Go on with: giro replay --resume \(id)"
        return "\(published.grouped) messages went out again\(rate)\(end)"
    }
}
