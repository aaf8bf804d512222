import ArgumentParser
import Settings

/// A word that stands where a command should and is none.
struct MistypedCommand: Error {
    /// What is said about it.
    let message: String
    /// The command whose subcommand it should be.
    let command: any ParsableCommand.Type

    /// Follows the words to the command that they name.
    static func check(_ words: [String]) throws {
        var command: any ParsableCommand.Type = GiroCommand.self
        var rest = words[...]
        if rest.first == "help" { rest = rest.dropFirst() }
        while let word = rest.popFirst(), !word.hasPrefix("-") {
            let known = command.configuration.subcommands
            if known.isEmpty { return }
            guard let next = known.first(where: { $0._commandName == word }) else {
                let names = known.map { $0._commandName }
                let advice =
                    NearestName.of(word, among: names).map { "did you mean \($0)?" }
                    ?? "there are \(names.joined(separator: ", "))"
                let place = command == GiroCommand.self ? "giro" : "giro \(command._commandName)"
                throw MistypedCommand(message: "\(word) is no command of \(place); \(advice)", command: command)
            }
            command = next
        }
    }
}

extension Terminal {
    /// Ends a command that was not called as it must be, and says how it is.
    static func misuse(_ message: String, of command: (any ParsableCommand.Type)?) -> Never {
        let command = command ?? GiroCommand.self
        let words = path(to: command, from: GiroCommand.self) ?? ["giro"]
        report(
            """
            Error: \(message)
            Usage: \(GiroCommand.usageString(for: command))
              See '\(words.joined(separator: " ")) --help' for more information.
            """)
        exit(.usage)
    }

    private static func path(to wanted: any ParsableCommand.Type, from root: any ParsableCommand.Type) -> [String]? {
        if root == wanted { return [root._commandName] }
        for command in root.configuration.subcommands {
            if let path = path(to: wanted, from: command) { return [root._commandName] + path }
        }
        return nil
    }
}
