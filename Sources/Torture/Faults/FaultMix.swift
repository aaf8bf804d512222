import Model

/// The kinds of faults, each with how often it comes beside the others.
public struct FaultMix: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case kill
        case killAtStage = "kill_at_stage"
        case stop
        case stopAtStage = "stop_at_stage"
        case remove
        case cutSession = "cut_session"
        case cancelStatement = "cancel_statement"
        case crashDatabase = "crash_database"
        case mailOutage = "mail_outage"
        case endpointOutage = "endpoint_outage"
        case exhaustFiles = "exhaust_files"
        case jumpClock = "jump_clock"
        case deadlyRecord = "deadly_record"
        case failRequests = "fail_requests"
        case failCoordination = "fail_coordination"
        case slowBroker = "slow_broker"
        case brokerDown = "broker_down"
        case moveLeader = "move_leader"
        case moveCoordinator = "move_coordinator"

        /// Only the embedded broker can be told.
        var needsEmbeddedBroker: Bool {
            switch self {
            case .failRequests, .failCoordination, .slowBroker, .brokerDown, .moveLeader, .moveCoordinator: true
            case .kill, .killAtStage, .stop, .stopAtStage, .remove, .cutSession, .cancelStatement, .crashDatabase,
                .mailOutage, .endpointOutage, .jumpClock, .exhaustFiles, .deadlyRecord:
                false
            }
        }
    }

    /// The group's coordinator changes, or connections to it are cut.
    static let ofCoordinators: Set<Kind> = [.brokerDown, .moveCoordinator, .failCoordination]

    public var weights: [Kind: Int]

    public init(_ weights: [Kind: Int]) { self.weights = weights }

    public static let everything = FaultMix([
        .kill: 34, .killAtStage: 30, .stop: 6, .stopAtStage: 20, .remove: 4, .cutSession: 8, .cancelStatement: 8,
        .crashDatabase: 2, .mailOutage: 4, .endpointOutage: 4, .jumpClock: 6, .exhaustFiles: 3, .deadlyRecord: 1,
        .failRequests: 8, .failCoordination: 8, .slowBroker: 3, .brokerDown: 5, .moveLeader: 3, .moveCoordinator: 5,
    ])
    public static let none = FaultMix([:])

    func has(_ kind: Kind) -> Bool { weights[kind] ?? 0 > 0 }

    func draw(_ random: inout SeededRandom, among isWanted: (Kind) -> Bool) -> Kind? {
        let kinds = Kind.allCases.filter(isWanted)
        let total = kinds.reduce(0) { $0 + (weights[$1] ?? 0) }
        guard total > 0 else { return nil }
        var rest = random.below(total)
        for kind in kinds {
            rest -= weights[kind] ?? 0
            if rest < 0 { return kind }
        }
        return nil
    }
}
