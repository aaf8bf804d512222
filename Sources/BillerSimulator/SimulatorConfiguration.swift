/// Where the simulator listens and how it behaves.
public struct SimulatorConfiguration: Sendable {
    public var host: String
    /// 0 takes a free port.
    public var port: Int
    public var rules: Rules
    /// Payments kept in memory. One more is answered with 507, so that a long run cannot fill the machine.
    public var maximumPayments: Int
    /// How long an unanswered request is held before its connection is closed.
    public var hold: Duration

    public init(
        host: String = "127.0.0.1",
        port: Int = 0,
        rules: Rules = Rules(),
        maximumPayments: Int = 1_000_000,
        hold: Duration = .seconds(300)
    ) {
        self.host = host
        self.port = port
        self.rules = rules
        self.maximumPayments = maximumPayments
        self.hold = hold
    }
}
