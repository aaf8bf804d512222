/// What `giro migrate` did, or would do.
public struct MigrationReport: Sendable, Equatable, Encodable {
    public struct Step: Sendable, Equatable, Encodable {
        public let worker: String
        /// `lane`, or the worker's own.
        public let component: String
        public let number: Int
        public let name: String
    }

    /// Whether the steps are done, or were only looked up.
    public let isApplied: Bool
    public let steps: [Step]
}

extension MigrationReport {
    public func lines(paint: Paint) -> [String] {
        if steps.isEmpty { return ["Every schema is up to date."] }
        var table = TextTable([.init("schema"), .init("component"), .init("number", .right), .init("migration")])
        for step in steps {
            table.add([.init(step.worker), .init(step.component), .init("\(step.number)"), .init(step.name)])
        }
        let count = steps.count == 1 ? "1 migration" : "\(steps.count) migrations"
        return table.lines(paint: paint) + ["", isApplied ? "\(count) applied." : "\(count) to apply."]
    }
}
