import Foundation

/// An environment that a shell has read from a stack's `giro.env`, and that is not what that stack has now: each start
/// has its own. Source of the two variables: `giro up`.
public struct StaleStack: Sendable, Equatable {
    /// The stack's directory.
    public let directory: String
    /// Nil: no stack runs there now.
    public let environmentFile: String?

    public static let directoryName = "GIRO_STACK"
    public static let startName = "GIRO_STACK_START"

    /// Nil when the environment is of no stack, or of the start that runs.
    public init?(environment: [String: String]) {
        guard let directory = environment[Self.directoryName], let start = environment[Self.startName] else {
            return nil
        }
        let path = directory + "/giro.env"
        let file = try? EnvironmentFile(path: path, name: path)
        if file?.variables[Self.startName] == start { return nil }
        self.directory = directory
        environmentFile = file == nil ? nil : path
    }

    /// What to do about it, in one line.
    public var sentence: String {
        guard let environmentFile else {
            return "this shell's environment is of the stack in \(directory), which does not run: giro up starts it"
        }
        return "this shell's environment is of an earlier start of the stack in \(directory); read it again: "
            + "set -a; . '\(environmentFile)'; set +a"
    }
}
