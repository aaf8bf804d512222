import ArgumentParser
import Foundation
import Operations
import Settings

/// The flags that every command with settings takes.
struct SettingOptions: ParsableArguments {
    @Option(name: .customLong("set"), help: ArgumentHelp("Set one setting; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(
        name: .customLong("config"), help: ArgumentHelp("Read settings from a JSON or YAML file.", valueName: "file"))
    var configurationFile: String?

    @Option(
        name: .customLong("env-file"),
        help: ArgumentHelp("Read settings from NAME=value lines (default: .giro/giro.env).", valueName: "file"))
    var environmentFile: String?

    /// The settings in force.
    func load() throws(SettingsError) -> Settings { try Settings.load(sources) }

    /// The settings in force; from here on loggers write as they say. To be called once.
    func start() throws(SettingsError) -> Settings {
        let settings = try load()
        settings.startLogging()
        return settings
    }

    /// The same for a command that cannot do without a stack.
    ///
    /// - Throws: `no_stack` when none of what it needs answers.
    func start(needing needs: StackProbe.Need...) throws -> Settings {
        let settings = try start()
        let environment = ProcessInfo.processInfo.environment
        if let stale = StaleStack(environment: environment) { Terminal.complain(stale.sentence) }
        try StackProbe.check(settings, needing: needs)
        return settings
    }

    private var sources: SettingSources {
        var sources = SettingSources.ofThisProcess()
        sources.flags = overrides
        sources.configurationFile = configurationFile
        sources.environmentFile = environmentFile
        return sources
    }
}

/// The flag of every command that reports something.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print one JSON object instead of text.")
    var isJSON = false

    @Flag(name: .customLong("wide"), help: "Cut no table to the terminal's width.")
    var isWide = false

    /// What text is written for.
    var paint: Paint { isWide ? Terminal.output.wide : Terminal.output }

    /// What a command came to, where that is all there is to say: a word for programs, a sentence for people.
    func say(_ outcome: String, _ sentence: String) {
        Terminal.say(isJSON ? JSONReport.text(["outcome": outcome]) : sentence)
    }
}
