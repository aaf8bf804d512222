/// What a command's exit code says, for every command alike. docs/cli.md has the same table.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// It did what was asked, and there is nothing to look at.
    case done = 0
    /// It did what was asked and found something: refused lines, differences, findings, a halted lane, a call put
    /// aside, no such payment, open dead letters, or it was stopped before its end.
    case found = 1
    /// It could not do it: the database or Kafka is away, or refuses.
    case unavailable = 2
    /// The command line is wrong (EX_USAGE).
    case usage = 64
    /// The settings are wrong (EX_CONFIG).
    case configuration = 78

    public var meaning: String {
        switch self {
        case .done: "done, nothing to look at"
        case .found:
            "done, and something was found: refused lines, differences, findings, a halted lane, a call put aside, no "
                + "such payment, open dead letters, a work that was stopped"
        case .unavailable: "not done: the database or Kafka is away or refuses, or a file cannot be read"
        case .usage: "the command line is wrong"
        case .configuration: "the settings are wrong"
        }
    }

    /// The graver of two: what could not be done before what was found.
    public func and(_ other: ExitStatus) -> ExitStatus { rawValue >= other.rawValue ? self : other }
}
