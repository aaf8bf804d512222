import ArgumentParser
import Operations

struct TopicsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: "The catalogue of topics, and the cluster's topics against it.",
        subcommands: [List.self, Check.self, Apply.self, AccessCommand.self, AsyncAPI.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the catalogue. Asks no cluster.")

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let report = TopicOperations(settings: try settings.start()).list()
            output.isJSON
                ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.catalogueLines(paint: output.paint))
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare the cluster with the catalogue; exit code 1 when they differ.")

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try show(TopicOperations(settings: try settings.start(needing: .kafka)).check(), output)
        }
    }

    struct Apply: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the topics that are missing. Those that exist stay as they are.")

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try show(TopicOperations(settings: try settings.start(needing: .kafka)).apply(), output)
        }
    }

    struct AsyncAPI: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "asyncapi", abstract: "Print the catalogue, its schemas and samples as an AsyncAPI 3 document."
        )

        @Option(help: ArgumentHelp("The folder with schemas and samples.", valueName: "folder"))
        var from = "topics"

        func run() throws {
            Terminal.say(String(try AsyncAPIFolder(path: from).document().dropLast()))
        }
    }

    private static func show(_ report: TopicReport, _ output: OutputOptions) throws {
        output.isJSON
            ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.clusterLines(paint: output.paint))
        try Terminal.finish(report.hasDifferences ? .found : .done)
    }
}
