import ArgumentParser
import Operations
import Stack

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Make or update roles, schemas and tables.",
        discussion: """
            Connects as admin.database.conninfo, which may create roles and owns the database. Makes a role for each \
            worker that reaches only its own schema, and giro_operator, which reads all of them. Safe to run again.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .customLong("dry-run"), help: "Show what would be applied, and change nothing.")
    var isDryRun = false

    func run() throws {
        let run = MigrationRun(
            SchemaOwner.all + RunningGateway.schemas, settings: try settings.start(needing: .administration))
        let report = isDryRun ? try run.pending() : try run.apply()
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
    }
}
