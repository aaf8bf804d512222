import Lane

/// Which workers can die at which stage. A stage that is added and not listed here does not compile.
public enum StageCoverage {
    /// Why some workers never come by a stage.
    public struct Exemption: Sendable, Equatable {
        public let workers: [String]
        public let reason: String
    }

    public static func exemption(at stage: Stage) -> Exemption? {
        switch stage {
        case .called:
            Exemption(workers: ["wallet", "payment"], reason: "they call nobody outside")
        case .takenOver, .polled, .decoded, .claimed, .handled, .appended, .committed, .produced, .published, .trimmed:
            nil
        }
    }

    /// Every worker with the stages that it can die at, in the order of a batch's way.
    public static func stages(of workers: [String]) -> [String: [Stage]] {
        Dictionary(uniqueKeysWithValues: workers.map { ($0, stages(of: $0)) })
    }

    static func stages(of worker: String) -> [Stage] {
        Stage.allCases.filter { exemption(at: $0)?.workers.contains(worker) != true }
    }
}
