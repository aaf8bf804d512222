import ArgumentParser
import Foundation
import Operations

/// The flags of every command that changes something: it says why, and is asked before it does.
struct ChangeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Why; kept in the operations log. Needed for every change.", valueName: "text"))
    var reason = ""

    @Flag(help: "Do not ask.")
    var yes = false

    /// Asks at a terminal; where nobody can answer, `--yes` is needed.
    func confirm(_ question: String) throws {
        if reason.allSatisfy(\.isWhitespace) { throw ValidationError("say why with --reason") }
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("\(question) Nobody can be asked here: add --yes.")
        }
        Terminal.ask("\(question) [y/N] ")
        let answer = readLine(strippingNewline: true)?.lowercased() ?? ""
        if !["y", "yes"].contains(answer) {
            Terminal.complain("nothing was done")
            throw ExitCode(ExitStatus.unavailable.rawValue)
        }
    }
}
