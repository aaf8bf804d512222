import ArgumentParser
import Bench
import Foundation
import Gateway
import Kafka
import Observability
import Operations
import Postgres
import PrivatePostgres
import Settings
import Stack
import Torture

/// `giro`: every command is a thin wrapper of something that can be used as a library.
@main
struct GiroCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "giro",
        abstract: "Payments through Kafka topics and PostgreSQL, each applied once.",
        discussion: """
            To see it work: giro demo. To have it running: giro up. Settings: giro config, docs/settings.md.

            EXIT CODES
            \(ExitStatus.allCases.map { "  \($0.rawValue)\t\($0.meaning)" }.joined(separator: "\n"))
            """,
        version: Release.version,
        subcommands: [
            UpCommand.self, DemoCommand.self, WorkerCommand.self, GatewayCommand.self, RoleCommand.self,
            PersonCommand.self, ResealCommand.self,
            MigrateCommand.self, TopicsCommand.self, PublishCommand.self, StatusCommand.self, TraceCommand.self,
            StuckCommand.self, PauseCommand.self, ResumeCommand.self, DrainCommand.self, RecoverCommand.self,
            RepointCommand.self, AccountCommand.self, InvoiceCommand.self, SuspenseCommand.self, AuditCommand.self,
            DLQCommand.self, ReplayCommand.self,
            LogCommand.self,
            ConfigCommand.self,
            BenchCommand.self, BillerCommand.self, BrokerCommand.self, TortureCommand.self,
        ])

    static func main() async {
        // The runtime's own answer to Ctrl-\ is to hold the process and offer a backtrace.
        signal(SIGQUIT, SIG_DFL)
        var running: (any ParsableCommand)?
        do {
            try MistypedCommand.check(Array(CommandLine.arguments.dropFirst()))
            var command = try await asyncParseAsRoot(nil)
            running = command
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error, of: running)
        }
    }

    /// Says what went wrong, in the words of whoever can change it, and ends the process.
    ///
    /// - Parameter command: the one that ran; nil when none was begun.
    private static func end(with error: any Error, of command: (any ParsableCommand)?) -> Never {
        switch error {
        case let error as ValidationError where command != nil:
            Terminal.misuse(error.message, of: command.map { type(of: $0) })
        case let error as MistypedCommand: Terminal.misuse(error.message, of: error.command)
        case let error as SettingsError: Terminal.fail(error.description, .configuration)
        case let error as OperationError: Terminal.fail("\(error.code): \(error.description)", .unavailable)
        case let error as TortureError: Terminal.fail(error.description, .unavailable)
        case let error as BenchError: Terminal.fail(error.description, .unavailable)
        case let error as GatewayError: Terminal.fail(error.description, .unavailable)
        case let error as StackError: Terminal.fail(error.description, .unavailable)
        case let error as PrivatePostgresError: Terminal.fail(error.description, .unavailable)
        case let error as PostgresError: Terminal.fail(error.description, .unavailable)
        case let error as ListenError: Terminal.fail(error.description, .unavailable)
        case let error as KafkaError: Terminal.fail(error.description, .unavailable)
        default:
            // Help and the version are a result, like any other.
            guard exitCode(for: error) == .success else { exit(withError: error) }
            Terminal.say(fullMessage(for: error))
            Foundation.exit(ExitStatus.done.rawValue)
        }
    }
}
