extension History {
    /// A payload that ends processes, and what became of it.
    public struct DeadlyRecord: Sendable, Equatable {
        public var worker: String
        public var stage: String
        /// How many processes it has ended.
        public var ends: Int
        /// From the first process that it ended until it was given up or put aside; nil when it never was.
        public var seconds: Double?
        public var limitSeconds: Double

        public init(worker: String, stage: String, ends: Int, seconds: Double?, limitSeconds: Double) {
            self.worker = worker
            self.stage = stage
            self.ends = ends
            self.seconds = seconds
            self.limitSeconds = limitSeconds
        }
    }

    /// Each deadly payload was met, ended few processes, and was given up or put aside in time. That nothing else was
    /// is what the other checkers see.
    var deadlyProblems: [String] {
        deadly.flatMap { record in
            let name = "what ends \(record.worker) at \(record.stage)"
            var problems: [String] = []
            if record.ends == 0 { problems.append("\(name) was never met") }
            // The first end leaves no note, and the three that count follow. A kill in between may cost one more.
            if record.ends > 8 { problems.append("\(name) ended \(record.ends) processes") }
            guard let seconds = record.seconds else { return problems + ["\(name) was never given up"] }
            if seconds > record.limitSeconds { problems.append("\(name) held its lane for \(Int(seconds)) s") }
            return problems
        }
    }
}
