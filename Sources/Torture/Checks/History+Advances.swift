/// What each commit did to a lane's cursor.
extension History {
    /// A commit that moved a cursor, as it was written down when it happened.
    public struct Advance: Sendable, Equatable {
        public var worker: String
        public var lane: Int32
        /// The instance that had taken the lane last.
        public var owner: String
        /// The `application_name` of the session that committed.
        public var session: String
        public var fromOffset: Int64
        public var toOffset: Int64
        public var fromSeq: Int64
        public var toSeq: Int64
        /// Rows of the outbox that were there for the numbers in between.
        public var outboxRows: Int64

        public init(
            worker: String, lane: Int32, owner: String, session: String, fromOffset: Int64, toOffset: Int64,
            fromSeq: Int64, toSeq: Int64, outboxRows: Int64
        ) {
            self.worker = worker
            self.lane = lane
            self.owner = owner
            self.session = session
            self.fromOffset = fromOffset
            self.toOffset = toOffset
            self.fromSeq = fromSeq
            self.toSeq = toSeq
            self.outboxRows = outboxRows
        }

        /// What a worker's process calls its sessions in a run.
        static func session(of instance: String) -> String { "giro-" + instance }

        fileprivate var problem: String? {
            if session != Self.session(of: owner) { return "moved by somebody who did not own them" }
            if toOffset < fromOffset || toSeq < fromSeq { return "moved back" }
            if outboxRows != toSeq - fromSeq { return "moved without their outbox rows" }
            return nil
        }
    }

    /// A lane is moved by its owner only, forward only, and together with the outbox rows that it counts.
    var advanceProblems: [String] {
        var found: [String: [Advance]] = [:]
        for advance in advances {
            if let problem = advance.problem { found[problem, default: []].append(advance) }
        }
        return found.sorted { $0.key < $1.key }.map { problem, advances in
            let first = advances.prefix(3).map {
                "\($0.worker) lane \($0.lane) of \($0.owner) by \($0.session), offset \($0.fromOffset) to "
                    + "\($0.toOffset), number \($0.fromSeq) to \($0.toSeq) with \($0.outboxRows) rows"
            }
            return "\(advances.count) times lanes were \(problem): \(first.joined(separator: "; "))"
        }
    }
}
