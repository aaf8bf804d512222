import ArgumentParser
import Operations
import Settings

struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Go on with another Kafka cluster, or with logs that were lost or cut.",
        discussion: """
            The settings name the new cluster; the workers are stopped. Lanes of another cluster, and lanes whose \
            place is not in the log any more, are put on their logs' first messages, and their outboxes are published \
            again. docs/operating.md has the whole task.
            """,
        subcommands: [Plan.self, Apply.self], defaultSubcommand: Plan.self)

    struct Scope: ParsableArguments {
        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions

        @Option(
            help: """
                retained: all that the outboxes still have, when the old cluster is lost. unpublished: what was not \
                published yet, when it was read to its end.
                """)
        var publish = RecoveryScope.retained

        @Option(help: ArgumentHelp("With retained: only what was decided within this time.", valueName: "time"))
        var within: String?

        func validate() throws {
            if let within, DurationText(within) == nil {
                throw ValidationError("--within takes a time, such as 30min, 2h, 1d")
            }
        }

        func recovery() throws -> Recovery {
            Recovery(
                settings: try settings.start(needing: .database, .kafka), scope: publish,
                maximumAge: within.flatMap { DurationText($0)?.duration })
        }

        func show(_ report: RecoveryReport) throws {
            output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
            try Terminal.finish(report.status)
        }
    }

    struct Plan: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what would be moved, published and read. Changes nothing; exit code 1 when lanes would move."
        )

        @OptionGroup var scope: Scope

        func run() throws { try scope.show(scope.recovery().plan()) }
    }

    struct Apply: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move the lanes. Needs the admin's connection, and no worker at work.")

        @OptionGroup var scope: Scope
        @OptionGroup var change: ChangeOptions

        func run() throws {
            let recovery = try scope.recovery()
            if !change.yes { Terminal.say(try recovery.plan().lines(paint: scope.output.paint)) }
            try change.confirm("Move these lanes?")
            try scope.show(recovery.apply(reason: change.reason))
        }
    }
}

extension RecoveryScope: ExpressibleByArgument {}
